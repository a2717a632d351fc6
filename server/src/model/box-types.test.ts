import { describe, expect, it } from 'vitest'
import { boxTypes, boxTypesAbove, isBoxType } from './box-types.ts'

describe('box types', () => {
  it('are upgraded in the order STANDARD, BRONZE, SILVER, GOLD; the two others are not', () => {
    expect(boxTypesAbove('STANDARD')).toEqual(['BRONZE', 'SILVER', 'GOLD'])
    expect(boxTypesAbove('BRONZE')).toEqual(['SILVER', 'GOLD'])
    expect(boxTypesAbove('GOLD')).toEqual([])
    expect(boxTypesAbove('DOMICILIODIGITALE')).toEqual([])
    expect(boxTypesAbove('PECMASSIVA')).toEqual([])
  })

  it('have the spaces and restrictions of contract 1.10', () => {
    const sizes = Object.entries(boxTypes).map(([type, row]) => `${type} ${row.spazio_disco}/${row.spazio_storico}`)
    expect(sizes).toEqual([
      'STANDARD 2048/1024',
      'BRONZE 2048/3072',
      'SILVER 2048/8192',
      'GOLD 2048/13312',
      'DOMICILIODIGITALE 1024/1024',
      'PECMASSIVA 2048/0',
    ])
    const restricted = Object.entries(boxTypes)
      .filter(
        ([, row]) => row.singleDocument && !row.canResize && !row.canPreserve && !row.canUpgrade && !row.canAddUsers,
      )
      .map(([type]) => type)
    expect(restricted).toEqual(['DOMICILIODIGITALE', 'PECMASSIVA'])
  })

  it('have a step of 1024 MiB in every base space, so that a later extension lands on a multiple', () => {
    for (const row of Object.values(boxTypes))
      expect([row.spazio_disco % 1024, row.spazio_storico % 1024]).toEqual([0, 0])
  })

  it('are known by their upper-case name only', () => {
    expect(['GOLD', 'gold', '', 'toString', '__proto__'].map(isBoxType)).toEqual([true, false, false, false, false])
  })
})
