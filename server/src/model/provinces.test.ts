import { describe, expect, it } from 'vitest'
import {
  everyProvince,
  findProvince,
  isProvince,
  isProvinceName,
  provincesMeant,
  provincesPossible,
} from './provinces.ts'

describe('isProvince', () => {
  it('is two letters in any case', () => {
    expect(['RM', 'rm', 'Ee'].map(isProvince)).toEqual([true, true, true])
    expect(['', 'R', 'ROM', 'R1', ' RM', 'RM\n', 'àb'].map(isProvince)).not.toContain(true)
  })
})

describe('the provinces', () => {
  it('are 110 today, three of which came back, and seven of the past', () => {
    const ended = everyProvince().filter((two) => findProvince(two)?.until !== undefined)
    const past = ended.filter((two) => findProvince(two)?.again === undefined)
    expect(everyProvince().length - past.length).toBe(110)
    expect(ended.filter((two) => !past.includes(two))).toEqual(['OG', 'OT', 'VS'])
    expect(past).toEqual(['AU', 'CI', 'FO', 'FU', 'PL', 'PS', 'ZA'])
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
    ['FU', 1940, ['FU', 'FM']],
    ['MS', 1940, ['MS', 'AU']],
    ['MS', 1980, ['MS']],
    ['??', 1980, ['??']],
  ])('of %s in %i: %j', (recorded, year, meant) => {
    expect(provincesMeant(recorded, year)).toEqual(meant)
  })
})

describe('provincesPossible', () => {
  const withoutHistory = { hasHistory: false, isStale: false, suppressed: undefined }
  const withHistory = { hasHistory: true, isStale: false, suppressed: undefined }

  it.each([
    ['RM', 1980, []],
    ['FR', 1980, []],
    ['NA', 1980, []],
    ['CE', 1940, ['CB']],
    ['TO', 1930, ['AO']],
    ['TO', 1980, []],
    ['AO', 1980, []],
    ['BZ', 1940, ['TN']],
    // By way of a province that had another name then.
    ['RN', 1980, ['PU', 'PS']],
    ['UD', 2000, ['BL']],
    ['UD', 2020, []],
  ])('of %s in %i without history: %j', (recorded, year, possible) => {
    const found = provincesPossible(recorded, year, withoutHistory)
    expect(found).toEqual(expect.arrayContaining(possible))
    if (possible.length === 0) expect(found).toEqual([])
  })

  it.each([
    ['NA', ['LT', 'CE']],
    ['AO', ['TO']],
    ['RM', ['LT']],
  ])('of %s where the source is behind: %j as well', (recorded, possible) => {
    expect(provincesPossible(recorded, 1980, { ...withoutHistory, isStale: true })).toEqual(possible)
  })

  it('with history only what came later, which is Sardinia', () => {
    for (const two of everyProvince()) {
      const sardinian = ['CA', 'CI', 'NU', 'OG', 'OR', 'OT', 'SS', 'SU', 'VS']
      expect(sardinian, two).toEqual(expect.arrayContaining(provincesPossible(two, 1980, withHistory)))
      if (!sardinian.includes(two)) expect(provincesPossible(two, 1980, withHistory), two).toEqual([])
    }
    expect(provincesPossible('SS', 1980, withHistory)).toEqual(['OT'])
    expect(provincesPossible('SU', 1980, withHistory)).toEqual(expect.arrayContaining(['OG']))
  })

  it('of a town that is no more, the provinces its land may have gone to since', () => {
    expect(provincesPossible('MI', 1935, { ...withHistory, suppressed: 1936 })).toEqual(['PV', 'LO', 'MB'])
    expect(provincesPossible('MI', 1994, { ...withHistory, suppressed: 1995 })).toEqual(['MB'])
    expect(provincesPossible('MI', 1935, withHistory)).toEqual([])
  })

  it('never says again what is meant anyway, and names provinces only', () => {
    for (const two of everyProvince()) {
      for (const year of [1930, 1960, 1990, 2010, 2026]) {
        const possible = provincesPossible(two, year, { hasHistory: false, isStale: true, suppressed: 1940 })
        expect(possible.filter((one) => provincesMeant(two, year).includes(one) || !findProvince(one))).toEqual([])
      }
    }
  })
})

it('a name may be that of a province, in any case', () => {
  expect(['Terni', ' milano ', "L'AQUILA"].map(isProvinceName)).toEqual([true, true, true])
  expect(['', 'Aprilia', 'Tern'].map(isProvinceName)).not.toContain(true)
})
