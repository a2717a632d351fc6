// Pictures as PNG (RFC 2083): eight bits a colour, no transparency, compressed by zlib.
import { crc32, deflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const EIGHT_BITS = 8
const TRUE_COLOUR = 2
/** Each row as its difference from the one above, which pages compress well by. */
const UP = 2
const BYTES_A_DOT = 3

/** A picture in memory: blue, green, red and one byte more for each dot, row after row. */
export interface Bitmap {
  width: number
  height: number
  /** Bytes from one row to the next. */
  stride: number
  bytes: Uint8Array
}

/** The picture as a file. */
export function pngOf(bitmap: Bitmap): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(bitmap.width, 0)
  header.writeUInt32BE(bitmap.height, 4)
  header.set([EIGHT_BITS, TRUE_COLOUR], 8)
  const data = deflateSync(rowsOf(bitmap), { level: 6 })
  const chunks = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array())]
  return new Uint8Array(Buffer.concat([signature, ...chunks]))
}

function rowsOf({ width, height, stride, bytes }: Bitmap): Uint8Array {
  const rowBytes = 1 + width * BYTES_A_DOT
  const rows = new Uint8Array(height * rowBytes)
  for (let y = 0; y < height; y += 1) {
    let to = y * rowBytes
    rows[to] = UP
    for (let x = 0; x < width; x += 1) {
      const from = y * stride + x * 4
      for (const colour of [2, 1, 0]) {
        const above = y === 0 ? 0 : (bytes[from - stride + colour] ?? 0)
        rows[(to += 1)] = (bytes[from + colour] ?? 0) - above
      }
    }
  }
  return rows
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}
