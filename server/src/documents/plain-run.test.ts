import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainRunsIn } from './plain-run.ts'

/** One byte after the other, as the definition has it. */
function endOfRun(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && (bytes[at] ?? 0) >= 0x20 && bytes[at] !== 0x22 && bytes[at] !== 0x5c) at += 1
  return at
}

describe('plainRunsIn', () => {
  it.each([...Array(256).keys()])('stops at byte %i only where it is special, wherever it stands', (byte) => {
    for (let place = 0; place < 12; place += 1) {
      const bytes = new Uint8Array(12).fill(0x41)
      bytes[place] = byte
      for (let from = 0; from <= place; from += 1) expect(plainRunsIn(bytes)(from, 12)).toBe(endOfRun(bytes, from, 12))
    }
  })

  it('agrees with the slow way for any bytes, beginning anywhere in their buffer', () => {
    const byte = fc.oneof(fc.constantFrom(0x22, 0x5c, 0x1f, 0x20, 0x21, 0x23, 0x80, 0xff, 0x7f), fc.nat(255))
    const plain = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(0x41, 0xa0, 0x2f) }, { weight: 1, arbitrary: byte })
    fc.assert(
      fc.property(
        fc.array(plain, { maxLength: 60 }),
        fc.nat(7),
        fc.nat(60),
        fc.nat(60),
        (values, offset, one, other) => {
          const bytes = new Uint8Array([...Array<number>(offset).fill(0), ...values]).subarray(offset)
          const [from, end] = [one, other].map((at) => Math.min(at, bytes.length)).sort((a, b) => a - b)
          expect(plainRunsIn(bytes)(from ?? 0, end ?? 0)).toBe(endOfRun(bytes, from ?? 0, end ?? 0))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
