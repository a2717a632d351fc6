import { describe, expect, it } from 'vitest'
import { isPhone } from './phone.ts'

describe('isPhone', () => {
  it.each(['0548798569', '+39 0548 798569', '06-123', '+390612345678901234'])('takes %s', (text) => {
    expect(isPhone(text)).toBe(true)
  })

  it.each([
    '',
    '12345',
    '34xxxxxx18',
    '------',
    '+     ',
    '0548/798569',
    '(06) 123456',
    '123456789012345678901',
    '054879856\n',
    '٠٥٤٨٧٩٨',
  ])('refuses %j', (text) => {
    expect(isPhone(text)).toBe(false)
  })
})
