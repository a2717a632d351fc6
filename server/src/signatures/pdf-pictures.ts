// The pictures on the pages of a PDF, as a reader of bar codes takes them; what is too large is left out.
import { isRef, PdfFile } from '../documents/pdf-file.ts'
import { unpredict } from '../documents/pdf-inflate.ts'
import { isCount, isDict, isName, latin1, PdfScanEnd, PdfWork, pdfLimits } from '../documents/pdf-syntax.ts'
import type { PdfDict, PdfValue } from '../documents/pdf-syntax.ts'
import { inflateSync } from 'node:zlib'

const MOST_PAGES = 12
const MOST_PICTURES = 8
const MOST_PIXELS = 36_000_000
const LEAST_SIDE = 100

/** Yields pictures in the order of the pages: JPEG as it is, others as PGM or PPM. Never throws for any bytes. */
export function* picturesOf(pdf: Uint8Array): Generator<Uint8Array> {
  let count = 0
  try {
    const headerAt = Math.max(0, latin1(pdf, 0, 1_024).indexOf('%PDF-'))
    const file = new PdfFile(pdf, headerAt, new PdfWork(pdfLimits))
    for (const value of pictureValues(file)) {
      const picture = pictureOf(file, value)
      if (picture === undefined) continue
      yield picture
      if ((count += 1) >= MOST_PICTURES) return
    }
  } catch (error) {
    if (!(error instanceof PdfScanEnd)) throw error
  }
}

/** References to the XObjects of the first pages, and of the forms among them. */
function* pictureValues(file: PdfFile): Generator<PdfValue> {
  const root = file.dict(file.trailer, 'Root')
  const due: { value: PdfValue; resources?: PdfDict }[] = [{ value: root?.entries.get('Pages') ?? null }]
  const seen = new Set<number>()
  let pages = 0
  for (let next = due.shift(); next !== undefined && pages < MOST_PAGES; next = due.shift()) {
    if (isRef(next.value)) {
      if (seen.has(next.value.number)) continue
      seen.add(next.value.number)
    }
    const node = file.resolve(next.value)
    if (!isDict(node)) continue
    const resources = file.dict(node, 'Resources') ?? next.resources
    const kids = file.items(node, 'Kids').slice(0, MOST_PAGES)
    if (kids.length > 0) due.unshift(...kids.map((value) => ({ value, ...(resources && { resources }) })))
    else {
      pages += 1
      yield* objectsIn(file, resources, 2)
    }
  }
}

function* objectsIn(file: PdfFile, resources: PdfDict | undefined, levels: number): Generator<PdfValue> {
  const objects = resources && file.dict(resources, 'XObject')
  for (const value of [...(objects?.entries.values() ?? [])].slice(0, 50)) {
    const dict = file.resolve(value)
    if (!isDict(dict)) continue
    if (isName(file.resolve(dict.entries.get('Subtype')), 'Image')) yield value
    else if (levels > 1) yield* objectsIn(file, file.dict(dict, 'Resources'), levels - 1)
  }
}

function pictureOf(file: PdfFile, value: PdfValue): Uint8Array | undefined {
  const stream = file.stream(value)
  if (stream === undefined) return undefined
  const { dict, data } = stream
  const number = (key: string) => {
    const found = file.resolve(dict.entries.get(key))
    return isCount(found) ? found : 0
  }
  const size = { width: number('Width'), height: number('Height'), bits: number('BitsPerComponent') || 1 }
  if (!isWorthwhile(size)) return undefined
  const filter = onlyOf(file, dict, 'Filter')
  if (isName(filter, 'DCTDecode') || isName(filter, 'DCT')) return jpegWithin(data)
  if (!isName(filter, 'FlateDecode') && !isName(filter, 'Fl')) return undefined
  const parms = onlyOf(file, dict, 'DecodeParms')
  return netpbm(data, size, isDict(parms) ? file.resolve(parms.entries.get('Predictor')) : null)
}

type Size = { width: number; height: number; bits: number }

function isWorthwhile({ width, height }: Pick<Size, 'width' | 'height'>): boolean {
  return width >= LEAST_SIDE && height >= LEAST_SIDE && width * height <= MOST_PIXELS
}

/** The one value under `key`, alone or in an array of one; nothing when there are several. */
function onlyOf(file: PdfFile, dict: PdfDict, key: string): PdfValue | undefined {
  const value = file.resolve(dict.entries.get(key))
  if (typeof value !== 'object' || value?.is !== 'array') return value
  return value.items.length === 1 ? file.resolve(value.items[0]) : undefined
}

/** A JPEG whose own header says a size that may be decoded: the PDF's word is not asked. */
function jpegWithin(data: Uint8Array): Uint8Array | undefined {
  const word = (at: number) => ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0)
  for (let at = 2, markers = 0; at + 9 < data.length && markers < 200; markers += 1) {
    if (data[at] !== 0xff) return undefined
    const marker = data[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return isWorthwhile({ height: word(at + 5), width: word(at + 7) }) ? data : undefined
    at += marker === 0xff ? 1 : 2 + word(at + 2)
  }
  return undefined
}

/** Gray of one or eight bits and colours of three bytes; nothing for what else there is. */
function netpbm(data: Uint8Array, size: Size, predictor: PdfValue): Uint8Array | undefined {
  const { width, height, bits } = size
  for (const [kind, rowBytes, pixelBytes] of [
    ['P5', bits === 1 ? Math.ceil(width / 8) : width, 1],
    ['P6', width * 3, 3],
  ] as const) {
    const isPredicted = isCount(predictor) && predictor >= 10
    const expected = (rowBytes + (isPredicted ? 1 : 0)) * height
    const inflated = inflateAtMost(data, expected)
    if (inflated === undefined || inflated.length < expected) continue
    const rows = isPredicted ? unpredict(inflated, rowBytes, pixelBytes) : inflated
    const pixels = bits === 1 ? bytesOfBits(rows, size, rowBytes) : rows
    return Buffer.concat([Buffer.from(`${kind}\n${width} ${height}\n255\n`), pixels])
  }
  return undefined
}

/** Nothing when the data are damaged or more than expected, a few bytes aside. */
function inflateAtMost(data: Uint8Array, bytes: number): Uint8Array | undefined {
  try {
    return inflateSync(data, { maxOutputLength: bytes + 64 })
  } catch {
    return undefined
  }
}

function bytesOfBits(rows: Uint8Array, { width, height }: Size, rowBytes: number): Uint8Array {
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = ((rows[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1
      pixels[y * width + x] = bit === 1 ? 255 : 0
    }
  }
  return pixels
}
