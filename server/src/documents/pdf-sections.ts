// The runs of entries of which a PDF's cross-reference consists (ISO 32000-1, 7.5.4 and 7.5.8).
import { isCount, latin1, PdfReader } from './pdf-syntax.ts'
import type { PdfValue, PdfWork } from './pdf-syntax.ts'

/** Where an object stands: in the file, inside an object stream, or nowhere any more. */
export type Place = { is: 'offset'; offset: number } | { is: 'packed'; stream: number } | { is: 'free' }

/** A run of entries; `place` reads one only when it is asked for, so a million entries cost nothing. */
export type Section = { first: number; count: number; place(index: number): Place | undefined }

/** The run of a table whose first entry is at `at` (7.5.4); `end` is after its last. Nothing when it is no table. */
export function tableSection(
  bytes: Uint8Array,
  at: number,
  first: number,
  count: number,
): (Section & { end: number }) | undefined {
  const head = latin1(bytes, at, at + 40)
  // Twenty bytes by the standard; writers that end lines with one byte make it nineteen.
  const width =
    count < 2 || /^\d{10} \d{5} [nf].{1,2}\d{10} /s.test(head) ? (/^.{19}\d/s.test(head) && count > 1 ? 19 : 20) : 0
  if (width === 0 || (count > 0 && !/^\d{10} \d{5} [nf]/.test(head)) || at + count * width > bytes.length + 2)
    return undefined
  const end = count === 0 ? at : at + (count - 1) * width + 18
  return { first, count, end, place: (index) => tablePlace(latin1(bytes, at + index * width, at + index * width + 18)) }
}

function tablePlace(entry: string): Place | undefined {
  const parts = /^(\d{10}) \d{5} ([nf])/.exec(entry)
  if (parts === null) return undefined
  return parts[2] === 'n' ? { is: 'offset', offset: Number(parts[1]) } : { is: 'free' }
}

/** The same run, silent about free objects. */
export function withoutFree(section: Section): Section {
  const place = (index: number) => {
    const found = section.place(index)
    return found?.is === 'free' ? undefined : found
  }
  return { ...section, place }
}

/** The runs of a cross-reference stream (7.5.8); `pairs` of first number and count, as its Index has them. */
export function streamSections(data: Uint8Array, pairs: PdfValue[], widths: [number, number, number]): Section[] {
  const sections: Section[] = []
  let at = 0
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [first, count] = [pairs[i], pairs[i + 1]]
    if (!isCount(first) || !isCount(count)) break
    sections.push(streamSection(data, at, first, count, widths))
    at += count * (widths[0] + widths[1] + widths[2])
  }
  return sections
}

/** Where the objects of an object stream stand in it (7.5.7), by number. */
export function packedOffsets(data: Uint8Array, first: number, count: number, work: PdfWork): Map<number, number> {
  const offsets = new Map<number, number>()
  const header = new PdfReader(data.subarray(0, first), 0, work)
  for (let i = 0; i < count; i += 1) {
    const [number, offset] = [header.value(), header.value()]
    if (!isCount(number) || !isCount(offset)) break
    offsets.set(number, first + offset)
  }
  return offsets
}

function streamSection(
  data: Uint8Array,
  at: number,
  first: number,
  count: number,
  widths: [number, number, number],
): Section {
  const width = widths[0] + widths[1] + widths[2]
  const place = (index: number): Place | undefined => {
    const from = at + index * width
    if (from + width > data.length) return undefined
    const type = widths[0] === 0 ? 1 : bigEndian(data, from, widths[0])
    const value = bigEndian(data, from + widths[0], widths[1])
    if (type === 1) return { is: 'offset', offset: value }
    return type === 2 ? { is: 'packed', stream: value } : { is: 'free' }
  }
  return { first, count, place }
}

function bigEndian(data: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = 0; i < width; i += 1) value = value * 256 + (data[at + i] ?? 0)
  return value
}
