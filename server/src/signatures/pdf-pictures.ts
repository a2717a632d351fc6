// The pictures on the pages of a PDF, as a reader of bar codes takes them; what costs too much, or cannot be read, is left
// out and said to be.
import { isRef, PdfFile } from '../documents/pdf-file.ts'
import { unpredictRow } from '../documents/pdf-inflate.ts'
import { isCount, isDict, isName, latin1, PdfScanEnd, PdfWork, pdfLimits } from '../documents/pdf-syntax.ts'
import type { PdfDict, PdfValue } from '../documents/pdf-syntax.ts'
import { createInflate } from 'node:zlib'

const MOST_PAGES = 12
const MOST_PICTURES = 8
/** Readable or not. */
const MOST_TRIED = 100
const MOST_PIXELS = 36_000_000
/** A JPEG is decoded as a whole, into four bytes a pixel: a page of 400 dots an inch. */
const MOST_JPEG_PIXELS = 18_000_000
const MOST_PIXELS_TOGETHER = 45_000_000
/** A page of 300 dots an inch: with more, a code is as readable by every other dot, and pictures are small in memory. */
const ENOUGH_PIXELS = 9_000_000
const LEAST_SIDE = 100
/** Of one page, or of one form on it. */
const MOST_OBJECTS = 50
/** More than a scan costs: encrypted pictures of fifteen megabytes are deciphered. */
const pictureLimits = { ...pdfLimits, steps: 2 * pdfLimits.steps }

/** Stands for pictures, or for pages or a file that may have some, at which nobody looked. */
const LEFT_OUT = 'left out'

/** Yields pictures in the order of the pages: JPEG as it is, others in gray as PGM. Never throws for any bytes. */
export async function* picturesOf(pdf: Uint8Array): AsyncGenerator<Uint8Array | typeof LEFT_OUT> {
  const seen = new Set<number>()
  let count = 0
  let tried = 0
  let pixels = 0
  try {
    const headerAt = Math.max(0, latin1(pdf, 0, 1_024).indexOf('%PDF-'))
    const file = new PdfFile(pdf, headerAt, new PdfWork(pictureLimits))
    for (const value of pictureValues(file)) {
      // One that stands on every page is read once.
      if (value !== LEFT_OUT && isRef(value)) {
        if (seen.has(value.number)) continue
        seen.add(value.number)
      }
      const isEnough = count >= MOST_PICTURES || (tried += 1) > MOST_TRIED
      const found = value === LEFT_OUT || isEnough ? LEFT_OUT : pictureOf(file, value)
      if (found === undefined) continue
      const isRead = found !== LEFT_OUT && pixels + found.pixels <= MOST_PIXELS_TOGETHER
      if (isRead) pixels += found.pixels
      const picture = isRead ? await found.read() : undefined
      if (picture !== undefined) count += 1
      yield picture ?? LEFT_OUT
      if (isEnough) return
    }
  } catch (error) {
    if (!(error instanceof PdfScanEnd)) throw error
    yield LEFT_OUT
  }
}

/** References to the XObjects of the first pages, and of the forms among them. */
function* pictureValues(file: PdfFile): Generator<PdfValue | typeof LEFT_OUT> {
  const root = file.dict(file.trailer, 'Root')
  const due: { value: PdfValue; resources?: PdfDict }[] = [{ value: root?.entries.get('Pages') ?? null }]
  const seen = new Set<number>()
  let pages = 0
  for (let next = due.shift(); next !== undefined; next = due.shift()) {
    if (pages >= MOST_PAGES) {
      yield LEFT_OUT
      return
    }
    if (isRef(next.value)) {
      if (seen.has(next.value.number)) continue
      seen.add(next.value.number)
    }
    const node = file.resolve(next.value)
    if (!isDict(node)) continue
    const resources = file.dict(node, 'Resources') ?? next.resources
    const kids = file.items(node, 'Kids', MOST_PAGES + 1)
    if (kids.length > 0) due.unshift(...kids.map((value) => ({ value, ...(resources && { resources }) })))
    else {
      pages += 1
      yield* objectsIn(file, resources, 2)
    }
  }
}

function* objectsIn(
  file: PdfFile,
  resources: PdfDict | undefined,
  levels: number,
): Generator<PdfValue | typeof LEFT_OUT> {
  const objects = [...((resources && file.dict(resources, 'XObject'))?.entries.values() ?? [])]
  const most = levels === 0 ? 0 : MOST_OBJECTS
  for (const value of objects.slice(0, most)) {
    const dict = file.resolve(value)
    if (!isDict(dict)) continue
    if (isName(file.resolve(dict.entries.get('Subtype')), 'Image')) yield value
    else yield* objectsIn(file, file.dict(dict, 'Resources'), levels - 1)
  }
  if (objects.length > most) yield LEFT_OUT
}

/** A picture that may be read, and how. */
interface Found {
  /** To be looked at; undoing a prediction takes as long again. */
  pixels: number
  read(): Promise<Uint8Array | undefined>
}

/** Nothing for what is no picture, or too small for a code. */
function pictureOf(file: PdfFile, value: PdfValue): Found | typeof LEFT_OUT | undefined {
  const stream = file.stream(value)
  if (stream === undefined) return undefined
  const { dict, data } = stream
  const number = (key: string) => {
    const found = file.resolve(dict.entries.get(key))
    return isCount(found) ? found : 0
  }
  const size = { width: number('Width'), height: number('Height'), bits: number('BitsPerComponent') || 1 }
  if (size.width < LEAST_SIDE || size.height < LEAST_SIDE) return undefined
  if (size.width * size.height > MOST_PIXELS) return LEFT_OUT
  const filter = onlyOf(file, dict, 'Filter')
  if (isName(filter, 'DCTDecode') || isName(filter, 'DCT')) return jpegWithin(data)
  if (!isName(filter, 'FlateDecode') && !isName(filter, 'Fl')) return LEFT_OUT
  const parms = onlyOf(file, dict, 'DecodeParms')
  const predictor = isDict(parms) ? file.resolve(parms.entries.get('Predictor')) : null
  const isPredicted = isCount(predictor) && predictor >= 10
  return { pixels: size.width * size.height * (isPredicted ? 2 : 1), read: () => grayOf(data, size, isPredicted) }
}

type Size = { width: number; height: number; bits: number }

/** The one value under `key`, alone or in an array of one; nothing when there are several. */
function onlyOf(file: PdfFile, dict: PdfDict, key: string): PdfValue | undefined {
  const value = file.resolve(dict.entries.get(key))
  if (typeof value !== 'object' || value?.is !== 'array') return value
  return value.items.length === 1 ? file.resolve(value.items[0]) : undefined
}

/** A JPEG whose own header says a size that may be decoded: the PDF's word is not asked. */
function jpegWithin(data: Uint8Array): Found | typeof LEFT_OUT {
  const word = (at: number) => ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0)
  for (let at = 2, markers = 0; at + 9 < data.length && markers < 200; markers += 1) {
    if (data[at] !== 0xff) return LEFT_OUT
    const marker = data[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    const pixels = word(at + 5) * word(at + 7)
    if (isFrame) return pixels <= MOST_JPEG_PIXELS ? { pixels, read: () => Promise.resolve(data) } : LEFT_OUT
    at += marker === 0xff ? 1 : 2 + word(at + 2)
  }
  return LEFT_OUT
}

/** Of gray of one or eight bits and of colours of three bytes; nothing for what else there is, or is damaged. */
async function grayOf(data: Uint8Array, size: Size, isPredicted: boolean): Promise<Uint8Array | undefined> {
  const { width, height, bits } = size
  const gray = { rowBytes: bits === 1 ? Math.ceil(width / 8) : width, pixelBytes: 1, bits }
  const colours = { rowBytes: width * 3, pixelBytes: 3, bits: 8 }
  const bytesOf = ({ rowBytes }: Rows) => (rowBytes + (isPredicted ? 1 : 0)) * height
  try {
    const inflated = await inflatedSize(data, bytesOf(colours) + FEW_BYTES)
    const fits = (rows: Rows) => inflated >= bytesOf(rows) && inflated <= bytesOf(rows) + FEW_BYTES
    const rows = [gray, colours].find(fits)
    return rows && (await pgmOf(data, size, rows, isPredicted))
  } catch {
    return undefined
  }
}

/** Writers end a picture with a line end or two. */
const FEW_BYTES = 64

interface Rows {
  rowBytes: number
  pixelBytes: number
  bits: number
}

/** In pieces, so that a picture never is in memory as a whole. Throws for damaged data. */
async function* inflatedPieces(data: Uint8Array): AsyncGenerator<Buffer> {
  const inflate = createInflate({ chunkSize: 262_144 })
  inflate.end(data)
  for await (const piece of inflate) if (Buffer.isBuffer(piece)) yield piece
}

/** How long the data are when inflated, as far as `most` and a little more. */
async function inflatedSize(data: Uint8Array, most: number): Promise<number> {
  let size = 0
  for await (const piece of inflatedPieces(data)) if ((size += piece.length) > most) break
  return size
}

async function pgmOf(data: Uint8Array, { width, height }: Size, rows: Rows, isPredicted: boolean): Promise<Uint8Array> {
  const step = Math.ceil(Math.sqrt((width * height) / ENOUGH_PIXELS))
  const [across, down] = [Math.floor(width / step), Math.floor(height / step)]
  const head = Buffer.from(`P5\n${across} ${down}\n255\n`)
  const pgm = new Uint8Array(head.length + across * down)
  pgm.set(head)
  let y = 0
  for await (const row of plainRows(data, rows, isPredicted)) {
    const line = y / step
    if (Number.isInteger(line) && line < down)
      for (let x = 0; x < across; x += 1) pgm[head.length + line * across + x] = grayAt(row, x * step, rows)
    if ((y += 1) >= height) break
  }
  return pgm
}

/** Rows one after the other, their prediction undone; each is there until the next is asked for. */
async function* plainRows(
  data: Uint8Array,
  { rowBytes, pixelBytes }: Rows,
  isPredicted: boolean,
): AsyncGenerator<Uint8Array> {
  const written = rowBytes + (isPredicted ? 1 : 0)
  // The row above, which prediction looks at, and the row itself.
  const [rows, plain] = [new Uint8Array(2 * written), new Uint8Array(2 * rowBytes)]
  let filled = 0
  for await (const piece of inflatedPieces(data)) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + written - filled)
      rows.set(part, written + filled)
      at += part.length
      filled += part.length
      if (filled < written) break
      filled = 0
      if (!isPredicted) yield rows.subarray(written)
      else {
        unpredictRow(rows, plain, 1, rowBytes, pixelBytes)
        yield plain.subarray(rowBytes)
        plain.copyWithin(0, rowBytes)
      }
    }
  }
}

function grayAt(row: Uint8Array, x: number, { pixelBytes, bits }: Rows): number {
  if (bits === 1) return (((row[x >> 3] ?? 0) >> (7 - (x & 7))) & 1) * 255
  if (pixelBytes === 1) return row[x] ?? 0
  // As the eye weighs red, green and blue, in 256ths.
  return ((row[3 * x] ?? 0) * 77 + (row[3 * x + 1] ?? 0) * 150 + (row[3 * x + 2] ?? 0) * 29) >> 8
}
