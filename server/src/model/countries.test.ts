import { describe, expect, it } from 'vitest'
import { countryName, isCountry } from './countries.ts'

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const pairs = letters.flatMap((first) => letters.map((second) => first + second))

// Names the platform knows in addition to the official list: withdrawn, reserved, or used by the European Union.
const unofficial = [
  'AC',
  'AN',
  'BU',
  'CP',
  'CQ',
  'CS',
  'CT',
  'DD',
  'DG',
  'DY',
  'EA',
  'EU',
  'EZ',
  'FQ',
  'FX',
  'HV',
  'IC',
  'JT',
  'MI',
  'NH',
  'NQ',
  'NT',
  'PC',
  'PU',
  'PZ',
  'QO',
  'QU',
  'RH',
  'SU',
  'TA',
  'TP',
  'UK',
  'UN',
  'VD',
  'WK',
  'XA',
  'XB',
  'XK',
  'YD',
  'YU',
  'ZR',
  'ZZ',
]

describe('isCountry', () => {
  it('knows the 249 codes and no other pair of letters', () => {
    expect(pairs.filter(isCountry)).toHaveLength(249)
  })

  it('agrees with the names the platform has', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
    const named = pairs.filter((pair) => names.of(pair) !== undefined && !unofficial.includes(pair))
    expect(pairs.filter(isCountry)).toEqual(named)
  })

  it('takes codes in upper case only', () => {
    expect(['IT', 'it', 'ITA', '', 'XK', 'constructor'].map(isCountry)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('countryName', () => {
  it('is Italian; what is no country stays as it is', () => {
    expect(['IT', 'DE', 'XK', 'constructor', ''].map(countryName)).toEqual([
      'Italia',
      'Germania',
      'XK',
      'constructor',
      '',
    ])
  })
})
