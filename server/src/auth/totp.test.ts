import { describe, expect, it } from 'vitest'
import {
  base32,
  codeAt,
  newRecoveryCodes,
  newTotpSecret,
  otpauthUrl,
  plainRecoveryCode,
  stepAt,
  stepOf,
} from './totp.ts'

// RFC 6238, appendix B, with the six digits that apps show.
const secret = base32(Buffer.from('12345678901234567890'))
const vectors: [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
]

describe('one-time codes', () => {
  it.each(vectors)('at %d seconds are those of RFC 6238', (seconds, code) => {
    const now = new Date(seconds * 1000)
    expect(codeAt(secret, stepAt(now))).toBe(code)
    expect(stepOf(secret, code, now, null)).toBe(stepAt(now))
  })

  it('are taken one step early or late, and no more', () => {
    const now = new Date(1_234_567_890_000)
    const taken = [-2, -1, 0, 1, 2].map(
      (off) => stepOf(secret, codeAt(secret, stepAt(now) + off), now, null) !== undefined,
    )
    expect(taken).toEqual([false, true, true, true, false])
  })

  it('are taken once, and none before the last one that was', () => {
    const now = new Date(1_234_567_890_000)
    const step = stepAt(now)
    expect(stepOf(secret, codeAt(secret, step), now, step)).toBeUndefined()
    expect(stepOf(secret, codeAt(secret, step - 1), now, step)).toBeUndefined()
    expect(stepOf(secret, codeAt(secret, step + 1), now, step)).toBe(step + 1)
  })

  it.each(['', '12345', '1234567', '28708a', '٢٨٧٠٨٢'])('are none: %j', (code) => {
    expect(stepOf(secret, code, new Date(59_000), null)).toBeUndefined()
  })

  it('come from secrets of 160 bits that apps can read', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
    const url = new URL(otpauthUrl(secret, 'lucia@example.com'))
    expect(url.searchParams.get('secret')).toBe(secret)
    expect(decodeURIComponent(url.pathname)).toContain('Ceralacca:lucia@example.com')
  })

  it('have ten recovery codes beside them, however those are typed', () => {
    const codes = newRecoveryCodes()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^([a-z2-7]{4}-){5}[a-z2-7]{4}$/)
    expect(plainRecoveryCode(' ABCD efgh-2345')).toBe('abcdefgh2345')
  })
})
