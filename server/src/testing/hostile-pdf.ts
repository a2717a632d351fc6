// PDFs made to cost whoever reads them as much as possible; each is small, or of the size its name says.
import { deflateSync } from 'node:zlib'

/** Objects 1, 2, … with a table whose trailer leads to object 1 and has `extra` besides. */
export function pdfOf(objects: readonly (string | Buffer)[], extra = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let length = 9
  const add = (part: Buffer) => {
    parts.push(part)
    length += part.length
  }
  for (const [i, object] of objects.entries()) {
    offsets.push(length)
    add(Buffer.concat([latin(`${i + 1} 0 obj\n`), latin(object), latin('\nendobj\n')]))
  }
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`
  const at = length
  add(latin(`${table}trailer\n<</Root 1 0 R${extra}>>\nstartxref\n${at}\n%%EOF\n`))
  return Buffer.concat(parts)
}

export const onePage = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page>>']

/** A stream with those entries in its dictionary. */
export function streamOf(entries: string, data: Buffer): Buffer {
  return Buffer.concat([latin(`<<${entries}/Length ${data.length}>>\nstream\n`), data, latin('\nendstream')])
}

/** Inflates to `bytes`, and then turns out to be damaged. */
export function damagedAfter(bytes: number): Buffer {
  const whole = deflateSync(Buffer.alloc(bytes, ' '))
  whole[whole.length - 1] = (whole.at(-1) ?? 0) ^ 1
  return whole
}

/** `before`, and after it `count` sections of a cross-reference, each leading to the one before. */
export function increasingly(before: Buffer, count: number, section: (n: number, previous: string) => string): Buffer {
  const sections: string[] = []
  let at = before.length
  let previous = ''
  for (let n = 0; n < count; n += 1) {
    const text = section(n, previous)
    previous = `/Prev ${at}`
    at += text.length
    sections.push(text)
  }
  return Buffer.concat([before, latin(`${sections.join('')}startxref\n${previous.slice(6)}\n%%EOF\n`)])
}

/** References to `count` objects, from number `first` on. */
export const references = (first: number, count: number): string =>
  Array.from({ length: count }, (_, n) => `${first + n} 0 R`).join(' ')

/** The bytes of a text of one byte a character. */
export function latin(text: string | Buffer): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'latin1') : text
}
