// PDFs that contain only images, as written by scanners.
import { deflateSync } from 'node:zlib'
import { qrRuns } from '../forms/qr.ts'

/** An image in a PDF: the entries of its dictionary and its bytes. */
export interface Picture {
  entries: string
  data: Uint8Array
}

/** A grayscale raster, one byte per pixel. */
export interface Raster {
  side: number
  pixels: Buffer
}

const MODULE = 4
const QUIET = 4

/** A QR code in black on white. */
export function qrRaster(text: string): Raster {
  const { size, runs } = qrRuns(text)
  const side = (size + 2 * QUIET) * MODULE
  const pixels = Buffer.alloc(side * side, 255)
  for (const { row, column, length } of runs) {
    for (let y = (row + QUIET) * MODULE; y < (row + QUIET + 1) * MODULE; y += 1) {
      pixels.fill(0, y * side + (column + QUIET) * MODULE, y * side + (column + QUIET + length) * MODULE)
    }
  }
  return { side, pixels }
}

const sized = (side: number, bits: number, space: string) =>
  `/Width ${side} /Height ${side} /BitsPerComponent ${bits} /ColorSpace /${space}`

/** Encodings of a raster used by scanners, by name. */
export const writings: Readonly<Record<string, (raster: Raster) => Picture>> = {
  'gray of eight bits': ({ side, pixels }) => ({
    entries: `${sized(side, 8, 'DeviceGray')} /Filter /FlateDecode`,
    data: deflateSync(pixels),
  }),
  'gray, predicted': ({ side, pixels }) => ({
    entries: `${sized(side, 8, 'DeviceGray')} /Filter [/FlateDecode] /DecodeParms [<< /Predictor 15 /Columns ${side} >>]`,
    data: deflateSync(predicted(pixels, side, 1)),
  }),
  'black and white': ({ side, pixels }) => ({
    entries: `${sized(side, 1, 'DeviceGray')} /Filter /FlateDecode`,
    data: deflateSync(bitsOf(pixels, side)),
  }),
  colours: ({ side, pixels }) => ({
    entries: `${sized(side, 8, 'DeviceRGB')} /Filter /FlateDecode`,
    data: deflateSync(threefold(pixels)),
  }),
  'colours, predicted': ({ side, pixels }) => ({
    entries: `${sized(side, 8, 'DeviceRGB')} /Filter /FlateDecode /DecodeParms << /Predictor 12 /Colors 3 /Columns ${side} >>`,
    data: deflateSync(predicted(threefold(pixels), side * 3, 3)),
  }),
}

/** A page with all the images. */
export function scannedPdf(pictures: readonly Picture[]): Buffer {
  const names = pictures.map((_, i) => `/P${i} ${i + 4} 0 R`).join(' ')
  const objects: (string | Buffer)[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << ${names} >> >> >>`,
    ...pictures.map(({ entries, data }) =>
      Buffer.concat([
        Buffer.from(`<< /Type /XObject /Subtype /Image ${entries} /Length ${data.length} >>\nstream\n`),
        data,
        Buffer.from('\nendstream'),
      ]),
    ),
  ]
  const parts = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  for (const [i, object] of objects.entries()) {
    offsets.push(parts.reduce((sum, part) => sum + part.length, 0))
    parts.push(Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n'))
  }
  const xrefAt = parts.reduce((sum, part) => sum + part.length, 0)
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${xrefAt}\n%%EOF\n`
  return Buffer.concat([...parts, Buffer.from(end)])
}

/** Encodes each row as differences from the previous pixel (PNG filter 1). */
function predicted(pixels: Buffer, rowBytes: number, pixelBytes: number): Buffer {
  const rows: Buffer[] = []
  for (let from = 0; from < pixels.length; from += rowBytes) {
    const row = pixels.subarray(from, from + rowBytes)
    const filtered = row.map((byte, i) => byte - (i < pixelBytes ? 0 : (row[i - pixelBytes] ?? 0)))
    rows.push(Buffer.from([1]), Buffer.from(filtered))
  }
  return Buffer.concat(rows)
}

function bitsOf(pixels: Buffer, side: number): Buffer {
  const rowBytes = Math.ceil(side / 8)
  const bits = Buffer.alloc(rowBytes * side)
  for (const [i, pixel] of pixels.entries()) {
    const at = Math.floor(i / side) * rowBytes + ((i % side) >> 3)
    if (pixel > 127) bits[at] = (bits[at] ?? 0) | (0x80 >> ((i % side) & 7))
  }
  return bits
}

function threefold(pixels: Buffer): Buffer {
  const colours = Buffer.alloc(pixels.length * 3)
  for (const [i, pixel] of pixels.entries()) colours.fill(pixel, 3 * i, 3 * i + 3)
  return colours
}
