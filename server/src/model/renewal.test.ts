import { describe, expect, it } from 'vitest'
import { expiryWithout } from './renewal.ts'

const at = (text: string) => Date.parse(`${text}T11:00:00Z`) / 1000

describe('expiryWithout', () => {
  it('takes the years of a renewal off, not the leap day of another one', () => {
    expect(expiryWithout(at('2029-11-30'), at('2027-11-30'), at('2028-11-30'))).toBe(at('2028-11-30'))
    expect(expiryWithout(at('2032-11-30'), at('2026-11-30'), at('2028-11-30'))).toBe(at('2030-11-30'))
  })

  it('is the expiry of before where nothing came since, also at the end of February', () => {
    expect(expiryWithout(at('2029-02-28'), at('2028-02-29'), at('2029-02-28'))).toBe(at('2028-02-29'))
  })

  it('takes the difference off where no years were added', () => {
    expect(expiryWithout(at('2029-03-20'), at('2027-03-01'), at('2028-03-11'))).toBe(at('2028-03-09'))
  })
})
