import { create } from 'qrcode'
import { describe, expect, it } from 'vitest'
import { qrRuns } from './qr.ts'

describe('the runs of a QR code', () => {
  it('cover the dark modules, all of them and no others', () => {
    const text = 'CERALACCA:modulo_attivazione:6560a1b2c3d4e5f60718293a:2026.1:dce76a1ac5b96a38bbf860d4e3f54042'
    const { size, runs } = qrRuns(text)
    const painted = new Uint8Array(size * size)
    for (const { row, column, length } of runs) painted.fill(1, row * size + column, row * size + column + length)
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    expect(size).toBe(modules.size)
    expect(Buffer.from(painted).equals(Buffer.from(modules.data))).toBe(true)
  })
})
