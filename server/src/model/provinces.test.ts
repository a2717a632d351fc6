import { describe, expect, it } from 'vitest'
import { isProvince } from './provinces.ts'

describe('isProvince', () => {
  it('is two letters in any case', () => {
    expect(['RM', 'rm', 'Ee'].map(isProvince)).toEqual([true, true, true])
    expect(['', 'R', 'ROM', 'R1', ' RM', 'RM\n', 'àb'].map(isProvince)).not.toContain(true)
  })
})
