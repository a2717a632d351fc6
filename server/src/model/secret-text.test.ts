import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { looksRandom } from './secret-text.ts'

describe('looksRandom', () => {
  it.each([
    ['', 'nothing'],
    ['12345678', 'eight digits'],
    ['6f1ed002ab5595859014ebf0951522d', '31 characters'],
    ['a'.repeat(64), 'one character'],
    ['abcdefgh'.repeat(4), 'eight characters'],
    ['change-me!'.repeat(4), 'a repetition'],
    ['change-me!'.repeat(4).slice(0, 36), 'a repetition cut off'],
    ['s3cret-token-of-me'.repeat(2), 'a text twice'],
    ['0123456789abcdefghijklmnopqrstuvwxyz', 'an alphabet'],
    ['zyxwvutsrqponmlkjihgfedcba9876543210', 'an alphabet backwards'],
  ])('is false for %j: %s', (text) => expect(looksRandom(text)).toBe(false))

  it('is true for what is drawn at random, in hexadecimal digits or base64', () => {
    // By chance alone one in a million fails: a dozen of each never do.
    for (let n = 0; n < 12; n += 1) {
      expect(looksRandom(randomBytes(32).toString('hex'))).toBe(true)
      expect(looksRandom(randomBytes(24).toString('base64url'))).toBe(true)
    }
    expect(looksRandom('6f1ed002ab5595859014ebf0951522d9')).toBe(true)
  })
})
