import { describe, expect, it } from 'vitest'
import { customerTypes, hasSubtypes, isCustomerType, isSubtypeOf } from './customer-types.ts'

describe('customer types', () => {
  it('have the subtypes of contract 1.11', () => {
    const listed = Object.entries(customerTypes).map(([type, row]) => `${type}: ${Object.keys(row.subtypes).join(' ')}`)
    expect(listed).toEqual([
      'IM: SI IN CM TE ES ME AL CF ED TM MA AR TL FI X',
      'PS: PC PR PN PT PA PL X',
      'PL: LR LP LC LM LA LI X',
      'PC: ',
      'A: ',
      'PV: ',
      'X: ',
    ])
    expect([hasSubtypes('PL'), hasSubtypes('PV')]).toEqual([true, false])
  })

  it('are checked per list, as PC, PL and X are a type and a subtype', () => {
    expect(isSubtypeOf('PS', 'PL')).toBe(true)
    expect(isSubtypeOf('PL', 'PL')).toBe(false)
    expect(isSubtypeOf('PV', 'X')).toBe(false)
    expect(isSubtypeOf('IM', 'constructor')).toBe(false)
  })

  it('are known by their upper-case code only', () => {
    expect(['IM', 'im', '', 'SI', '__proto__'].map(isCustomerType)).toEqual([true, false, false, false, false])
  })

  it('have a name in both languages', () => {
    for (const row of Object.values(customerTypes)) {
      for (const named of [row, ...Object.values(row.subtypes)]) {
        expect(named).toMatchObject({ it: expect.stringMatching(/^.{3,}$/), en: expect.stringMatching(/^.{2,}$/) })
      }
    }
  })
})
