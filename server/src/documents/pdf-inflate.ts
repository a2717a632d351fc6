// Inflating the streams a cross-reference needs, never further than allowed.
import { inflateSync } from 'node:zlib'
import { PdfScanEnd } from './pdf-syntax.ts'
import type { PdfWork } from './pdf-syntax.ts'

/** Deflate makes one byte of at most so many (RFC 1951). */
const MOST_EXPANSION = 1_032
/** Setting up costs as much as these, however little there is to inflate. */
const STEPS_TO_BEGIN = 100

/** Inflates within what `work` allows. Nothing when the data are damaged; ends the scan when they are too much. */
export function inflate(data: Uint8Array, work: PdfWork): Uint8Array | undefined {
  work.step(STEPS_TO_BEGIN)
  try {
    const inflated = inflateSync(data, { maxOutputLength: work.inflateAllowance() })
    work.inflated(inflated.length + 1_000)
    return inflated
  } catch (error) {
    if (error instanceof PdfScanEnd) throw error
    if (error instanceof RangeError) throw new PdfScanEnd('inflates too much')
    // Nobody says how far damaged data were inflated before they failed.
    work.inflated(Math.min(work.inflateAllowance(), 1_000 + data.length * MOST_EXPANSION))
    return undefined
  }
}

/**
 * Undoes PNG prediction (ISO 32000-1, 7.4.4.4), which nearly every cross-reference stream uses; `columns` bytes a row.
 * In a picture the byte to the left is that of the pixel before, `pixelBytes` away.
 */
export function unpredict(data: Uint8Array, columns: number, pixelBytes = 1): Uint8Array {
  const rows = Math.floor(data.length / (columns + 1))
  const plain = new Uint8Array(rows * columns)
  for (let row = 0; row < rows; row += 1) unpredictRow(data, plain, row, columns, pixelBytes)
  return plain
}

/** The same of one row, into `plain`, where the row above already is. */
export function unpredictRow(
  data: Uint8Array,
  plain: Uint8Array,
  row: number,
  columns: number,
  pixelBytes: number,
): void {
  const from = row * (columns + 1)
  const kind = data[from] ?? 0
  for (let column = 0; column < columns; column += 1) {
    const left = column < pixelBytes ? 0 : (plain[row * columns + column - pixelBytes] ?? 0)
    const up = row === 0 ? 0 : (plain[(row - 1) * columns + column] ?? 0)
    const corner = row === 0 || column < pixelBytes ? 0 : (plain[(row - 1) * columns + column - pixelBytes] ?? 0)
    plain[row * columns + column] = (data[from + 1 + column] ?? 0) + prediction(kind, left, up, corner)
  }
}

function prediction(kind: number, left: number, up: number, corner: number): number {
  if (kind === 1) return left
  if (kind === 2) return up
  if (kind === 3) return (left + up) >> 1
  if (kind !== 4) return 0
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}
