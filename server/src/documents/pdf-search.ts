// Looking for things in a PDF by their text: its end, and, when its offsets are wrong, its objects.
import { asBuffer, isCount, isDict, latin1, PdfReader, PdfScanEnd } from './pdf-syntax.ts'
import type { PdfDict, PdfValue, PdfWork } from './pdf-syntax.ts'

const maxRecovered = 200_000
const maxRootTries = 30
const tailBytes = 2_048

/**
 * The offset `startxref` names (7.5.5), or 0 when it names none. Ends the scan of a file without an end. Viewers open
 * files whose `%%EOF` is missing or cut short; `startxref` and its number must then be the last there is.
 */
export function startXref(bytes: Uint8Array, work: PdfWork): { offset: number; isMarked: boolean } {
  const text = asBuffer(bytes)
  let end = text.length
  while (end > 0 && (text[end - 1] === 0 || text[end - 1] === 0x1a)) end -= 1
  const last = text.subarray(0, end).lastIndexOf('startxref')
  const bare = /^startxref\s+(\d{1,10})\s*%?%?E?O?\s*$/.exec(
    last === -1 ? '' : latin1(text, last, Math.min(end, last + 64)),
  )
  if (bare?.[1] !== undefined && end <= last + 64) return { offset: Number(bare[1]), isMarked: false }
  const eof = text.subarray(0, end).lastIndexOf('%%EOF')
  if (eof === -1 || eof < end - tailBytes) throw new PdfScanEnd('no end of file mark')
  const start = text.subarray(0, eof).lastIndexOf('startxref')
  if (start === -1 || start < eof - tailBytes) throw new PdfScanEnd('no end of file mark')
  const offset = new PdfReader(bytes, start + 9, work).value()
  return { offset: isCount(offset) ? offset : 0, isMarked: true }
}

/** Where every `N G obj` stands, by N; of several the last, which is the newest. */
export function findObjects(bytes: Uint8Array, work: PdfWork): Map<number, number> {
  const offsets = new Map<number, number>()
  const text = asBuffer(bytes)
  work.step(text.length / 4_096)
  for (let at = text.indexOf(' obj'); at !== -1; at = text.indexOf(' obj', at + 4)) {
    work.step(3)
    const head = /(\d{1,10})[ \r\n\t]+\d{1,5}$/.exec(text.toString('latin1', Math.max(0, at - 20), at))
    if (head?.[1] !== undefined) offsets.set(Number(head[1]), at - head[0].length)
    if (offsets.size > maxRecovered) throw new PdfScanEnd('too much work')
  }
  return offsets
}

/** The numbers of all object streams, newest first. */
export function findPacks(bytes: Uint8Array, work: PdfWork): number[] {
  const numbers: number[] = []
  const text = asBuffer(bytes)
  for (let at = text.lastIndexOf('/ObjStm'); at > 0; at = text.lastIndexOf('/ObjStm', at - 1)) {
    work.step(64)
    const head = [...text.toString('latin1', Math.max(0, at - 512), at).matchAll(/(\d{1,10}) \d{1,5} obj/g)].at(-1)
    if (head?.[1] !== undefined) numbers.push(Number(head[1]))
  }
  return numbers
}

/** Where `/Root` is written, last first, thirty times at most. */
export function* findRoots(bytes: Uint8Array): Iterable<number> {
  const text = asBuffer(bytes)
  let at = text.length
  for (let attempt = 0; attempt < maxRootTries && at > 0; attempt += 1) {
    at = text.lastIndexOf('/Root', at - 1)
    if (at === -1) return
    yield at
  }
}

/** The trailer in which the `/Root` at `rootAt` stands; one with nothing but this root when it cannot be read. */
export function trailerAround(bytes: Uint8Array, rootAt: number, work: PdfWork): PdfDict {
  const farthest = Math.max(0, rootAt - 4_096)
  const near = asBuffer(bytes).subarray(farthest, rootAt)
  let at = near.length
  for (let attempt = 0; attempt < 8 && at > 0; attempt += 1) {
    at = near.lastIndexOf('<<', at - 1)
    if (at === -1) break
    const from = farthest + at
    const whole = new PdfReader(bytes, from, work).value()
    if (isDict(whole) && whole.entries.has('Root')) return whole
  }
  const reader = new PdfReader(bytes, rootAt + 5, work)
  const [number, generation] = [reader.value(), reader.value()]
  const root: PdfValue = isCount(number) && isCount(generation) ? { is: 'ref', number, generation } : null
  return { is: 'dict', entries: new Map([['Root', root]]) }
}
