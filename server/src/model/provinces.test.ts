import { describe, expect, it } from 'vitest'
import { everyProvince, findProvince, isProvince, provincesMeant } from './provinces.ts'

describe('isProvince', () => {
  it('is two letters in any case', () => {
    expect(['RM', 'rm', 'Ee'].map(isProvince)).toEqual([true, true, true])
    expect(['', 'R', 'ROM', 'R1', ' RM', 'RM\n', 'àb'].map(isProvince)).not.toContain(true)
  })
})

describe('the provinces', () => {
  it('are 107 today and nine of the past', () => {
    const past = everyProvince().filter((two) => findProvince(two)?.until !== undefined)
    expect(everyProvince().length - past.length).toBe(107)
    expect(past).toEqual(['CI', 'FO', 'FU', 'OG', 'OT', 'PL', 'PS', 'VS', 'ZA'])
  })

  it('refer to provinces only, and say a year with each change', () => {
    for (const two of everyProvince()) {
      const { since, from = [], until, into = [] } = findProvince(two) ?? {}
      expect(
        [...from, ...into].filter((other) => findProvince(other) === undefined || other === two),
        two,
      ).toEqual([])
      expect(from.length > 0, two).toBe(since !== undefined)
      expect(into.length > 0 && until === undefined, two).toBe(false)
    }
  })

  it('have two-digit postal zones, unless they are abroad now', () => {
    for (const two of everyProvince()) {
      const zones = findProvince(two)?.postalZones ?? []
      expect(
        zones.every((zone) => /^[0-9]{2}$/.test(zone)),
        two,
      ).toBe(true)
      expect(zones.length === 0, two).toBe(['FU', 'PL', 'ZA'].includes(two))
    }
  })

  it('are found in any case; abroad and Object’s own words are none', () => {
    expect(findProvince('rm')?.name).toBe('Roma')
    expect(['EE', 'XX', '', 'constructor', '__proto__'].map(findProvince)).not.toContainEqual(expect.anything())
  })
})

describe('provincesMeant', () => {
  it.each([
    ['RM', 1980, ['RM']],
    ['LO', 1980, ['LO', 'MI']],
    ['LO', 1993, ['LO']],
    ['MB', 2009, ['MB', 'MI']],
    ['FC', 1970, ['FC', 'FO']],
    ['FO', 1970, ['FO', 'FC']],
    ['OT', 1990, ['OT', 'SS']],
    ['OT', 2020, ['OT', 'SS']],
    ['SU', 2010, ['SU', 'CA', 'CI', 'VS', 'NU']],
    ['??', 1980, ['??']],
  ])('of %s in %i: %j', (recorded, year, meant) => {
    expect(provincesMeant(recorded, year)).toEqual(meant)
  })
})
