// QR codes as vectors, so that they print sharply at any size.
import { create } from 'qrcode'

/** The dark runs of a QR code (ISO/IEC 18004, level M), in modules; `size` is the side without the quiet zone. */
export function qrRuns(text: string): { size: number; runs: { row: number; column: number; length: number }[] } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const runs = []
  for (let row = 0; row < modules.size; row++) {
    let column = 0
    while (column < modules.size) {
      const start = column
      while (column < modules.size && modules.get(row, column)) column++
      if (column > start) runs.push({ row, column: start, length: column - start })
      column++
    }
  }
  return { size: modules.size, runs }
}
