import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestOf } from './crypto-engine.ts'

describe('the digest of what was signed', () => {
  const sha = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest()

  it('is computed once, however many signed it, and for each algorithm apart', () => {
    const content = new Uint8Array(1_000).fill(7)
    const first = digestOf('SHA-256', content)
    expect(first).toEqual(sha('sha256', content))
    expect(digestOf('SHA-256', content)).toBe(first)
    expect(digestOf('SHA-512', content)).toEqual(sha('sha512', content))
    expect(digestOf('SHA-512', content)).toBe(digestOf('SHA-512', content))
  })

  it('is that of the bytes and not of what they are a part of', () => {
    const whole = new Uint8Array(100).map((_, n) => n)
    expect(digestOf('SHA-256', whole)).toEqual(sha('sha256', whole))
    expect(digestOf('SHA-256', whole.subarray(0, 50))).toEqual(sha('sha256', whole.subarray(0, 50)))
    expect(digestOf('SHA-256', whole.subarray(50))).toEqual(sha('sha256', whole.subarray(50)))
  })
})
