import { CheckDigitizer } from '@marketto/codice-fiscale-utils'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applicantChecks, birthPlaceCode } from './applicant-checks.ts'
import { findBuiltInPlace } from './built-in-places.ts'
import { checkNames } from './check.ts'
import type { CheckName, Declared } from './check.ts'
import type { Place } from './place.ts'

const mario: Declared = {
  codice_fiscale_richiedente: 'RSSMRA80A01H501U',
  nome_richiedente: 'mario',
  cognome_richiedente: 'rossi',
  sesso_richiedente: 'M',
  data_nascita_richiedente: '01/01/1980',
  nazione_nascita_richiedente: 'IT',
  comune_nascita_richiedente: 'roma',
  provincia_nascita_richiedente: 'RM',
  cf_piva_titolare: '12345678903',
  cap_titolare: '00142',
  nazione_titolare: 'IT',
  provincia_titolare: 'rm',
}

/** A code of Mario's with another day, month or place, its check character made anew. */
const code = (place: string, date = '80A01') => {
  const fifteen = `RSSMRA${date}${place}`
  return fifteen + CheckDigitizer.checkDigit(`${fifteen}A`)
}
const born = (place: string, changes: Partial<Declared> = {}, date?: string): Partial<Declared> => ({
  codice_fiscale_richiedente: code(place, date),
  ...changes,
})

async function checksOf(changes: Partial<Declared>, imported?: Place) {
  const declared = { ...mario, ...changes }
  const placeCode = birthPlaceCode(declared.codice_fiscale_richiedente)
  const place = imported ?? (placeCode === undefined ? undefined : await findBuiltInPlace(placeCode))
  return applicantChecks(declared, place)
}

/** Every check that does not agree, with its outcome; `!` a warning, `?` not assessed. */
async function objections(changes: Partial<Declared>, imported?: Place): Promise<string[]> {
  const checks = await checksOf(changes, imported)
  return checks.flatMap(({ check, outcome }) =>
    outcome === 'agrees' ? [] : [check + (outcome === 'warning' ? '!' : '?')],
  )
}

async function one(check: CheckName, changes: Partial<Declared>, imported?: Place) {
  return (await checksOf(changes, imported)).find((found) => found.check === check)
}

describe('applicantChecks', () => {
  it('has every check once, in one order, with words in both languages', async () => {
    const checks = await checksOf({})
    expect(checks.map(({ check }) => check)).toEqual(checkNames)
    expect(checks.filter(({ italian, english }) => !/[.)]$/.test(italian) || !/[.)]$/.test(english))).toEqual([])
  })

  it.each<[string, Partial<Declared>]>([
    ['Mario, of Rome', {}],
    ['lower case', { codice_fiscale_richiedente: 'rssmra80a01h501u', provincia_nascita_richiedente: 'rm' }],
    [
      'Lodi before its province',
      born('E648', { comune_nascita_richiedente: 'Lodi', provincia_nascita_richiedente: 'MI' }),
    ],
    [
      'Lodi in its province of today',
      born('E648', { comune_nascita_richiedente: 'Lodi', provincia_nascita_richiedente: 'LO' }),
    ],
    ['Forlì as it was', born('D704', { comune_nascita_richiedente: "FORLI'", provincia_nascita_richiedente: 'FO' })],
    ['Pesaro as it was', born('G479', { comune_nascita_richiedente: 'pesaro', provincia_nascita_richiedente: 'PS' })],
    [
      'Olbia, whose province is no more',
      born('G015', { comune_nascita_richiedente: 'Olbia', provincia_nascita_richiedente: 'SS' }),
    ],
    [
      'a town suppressed later',
      born('A726', { comune_nascita_richiedente: 'Bazzano', provincia_nascita_richiedente: 'BO' }),
    ],
    [
      'Bolzano in two languages',
      born('A952', { comune_nascita_richiedente: 'Bolzano/Bozen', provincia_nascita_richiedente: 'BZ' }),
    ],
    [
      'Pola when it was Italy’s, named as Croatia’s',
      born(
        'G778',
        {
          comune_nascita_richiedente: 'Pola',
          provincia_nascita_richiedente: 'PL',
          nazione_nascita_richiedente: 'HR',
          data_nascita_richiedente: '01/01/1940',
        },
        '40A01',
      ),
    ],
  ])('finds nothing with %s', async (_, changes) => {
    expect(await objections(changes)).toEqual([])
  })

  it('reads an omocode as the code it stands for', async () => {
    // 80 → UL, 01 → LM, 501 → RLM
    const omocode = `RSSMRAULALMHRLM${CheckDigitizer.checkDigit('RSSMRAULALMHRLMA')}`
    expect(birthPlaceCode(omocode)).toBe('H501')
    expect(await objections({ codice_fiscale_richiedente: omocode })).toEqual([])
    expect(
      await objections({
        codice_fiscale_richiedente: 'LNNFNC80A01A08VZ',
        cognome_richiedente: 'Lunni',
        nome_richiedente: 'Franco',
        comune_nascita_richiedente: 'Agrigento',
        provincia_nascita_richiedente: 'AG',
      }),
    ).toEqual([])
  })

  it.each<[string, Partial<Declared>, string[]]>([
    ['another surname', { cognome_richiedente: 'bianchi' }, ['surname!']],
    ['another first name', { nome_richiedente: 'luigi' }, ['first_name!']],
    ['a name in another alphabet', { nome_richiedente: 'マリオ' }, ['first_name?']],
    ['a woman', { sesso_richiedente: 'F' }, ['sex!']],
    ['another day', { data_nascita_richiedente: '02/01/1980' }, ['birth_date!']],
    ['another country', { nazione_nascita_richiedente: 'DE' }, ['birth_country!']],
    ['another town', { comune_nascita_richiedente: 'Terni' }, ['birth_town!']],
    ['no town', { comune_nascita_richiedente: '' }, ['birth_town?']],
    ['another province', { provincia_nascita_richiedente: 'TR' }, ['birth_province!']],
    ['abroad as province', { provincia_nascita_richiedente: 'EE' }, ['birth_province!']],
    ['a province there is not', { provincia_nascita_richiedente: 'XX' }, ['birth_province!']],
    ['no province', { provincia_nascita_richiedente: '' }, ['birth_province?']],
    [
      'Lodi in Milan’s province too late',
      born(
        'E648',
        {
          comune_nascita_richiedente: 'Lodi',
          provincia_nascita_richiedente: 'MI',
          data_nascita_richiedente: '01/01/1995',
        },
        '95A01',
      ),
      ['birth_province!'],
    ],
    [
      'a town suppressed before',
      born(
        'A726',
        {
          comune_nascita_richiedente: 'Bazzano',
          provincia_nascita_richiedente: 'BO',
          data_nascita_richiedente: '01/01/2014',
        },
        '14A01',
      ),
      ['birth_place_then!'],
    ],
    [
      'a town founded later',
      born('M320', { comune_nascita_richiedente: 'Valsamoggia', provincia_nascita_richiedente: 'BO' }),
      ['birth_place_then!'],
    ],
    [
      'Bozen in German, which the data lack',
      born('A952', { comune_nascita_richiedente: 'Bozen', provincia_nascita_richiedente: 'BZ' }),
      ['birth_town?'],
    ],
    ['a code no town has', born('M999'), ['birth_town!', 'birth_place_then!', 'birth_province!']],
    ['no holder’s code', { cf_piva_titolare: '' }, ['holder_code?']],
    ['a VAT number with a slip', { cf_piva_titolare: '12345678910' }, ['holder_code!']],
    ['a fiscal code with a slip', { cf_piva_titolare: 'RSSMRA80A01H501X' }, ['holder_code!']],
    ['a holder’s code of no kind', { cf_piva_titolare: '123' }, ['holder_code!']],
    ['a holder’s province that is no more', { provincia_titolare: 'FO', cap_titolare: '47121' }, ['holder_province!']],
    ['a holder’s province there is not', { provincia_titolare: 'XX' }, ['holder_province!', 'holder_postal_code?']],
    ['a postal code of another province', { cap_titolare: '20121' }, ['holder_postal_code!']],
    ['a postal code of four digits', { cap_titolare: '0142' }, ['holder_postal_code!']],
    [
      'a holder abroad',
      { nazione_titolare: 'DE', provincia_titolare: 'EE', cap_titolare: '10115' },
      ['holder_postal_code?'],
    ],
  ])('with %s', async (_, changes, expected) => {
    expect(await objections(changes)).toEqual(expected)
  })

  it('adds forty to the day of a woman, the last day of a month included', async () => {
    const woman = { sesso_richiedente: 'F', data_nascita_richiedente: '31/01/1980' }
    expect(await objections(born('H501', woman, '80A71'))).toEqual([])
    expect(await one('birth_date', born('H501', { sesso_richiedente: 'F' }, '80A71'))).toMatchObject({
      outcome: 'warning',
      found: '31/01/80',
    })
  })

  it.each(['', 'RSSXXXXXXXX56E', 'RSSMRA80A01H501X', 'RSSMRA80A32H501U'])(
    'asks nothing of the code %j, which is not right',
    async (wrong) => {
      const found = await objections({ codice_fiscale_richiedente: wrong })
      expect(found).toEqual(['fiscal_code!', ...checkNames.slice(1, 9).map((check) => `${check}?`)])
    },
  )

  describe('of somebody born abroad', () => {
    const abroad = { comune_nascita_richiedente: 'Berlin', provincia_nascita_richiedente: 'EE' }

    it.each([
      ['Z112', 'DE', '01/01/1980', []],
      ['Z114', 'GB', '01/01/1980', []],
      ['Z135', 'UA', '01/01/1980', []],
      ['Z118', 'HR', '01/01/1980', []],
      ['Z105', 'SK', '01/01/1980', []],
      ['Z111', 'DE', '01/01/1980', []],
      ['Z138', 'UA', '01/01/1980', []],
      ['Z112', 'FR', '01/01/1980', ['birth_country!']],
      ['Z112', 'IT', '01/01/1980', ['birth_country!']],
      ['Z135', 'FI', '01/01/1980', ['birth_country!']],
      ['Z135', 'UA', '01/01/1992', ['birth_place_then!']],
      ['Z157', 'RS', '01/01/2008', ['birth_place_then!']],
      ['Z999', 'DE', '01/01/1980', ['birth_country?', 'birth_place_then?']],
    ])('%s and %s on %s', async (place, country, date, expected) => {
      const year = date.slice(8)
      const declared = { ...abroad, nazione_nascita_richiedente: country, data_nascita_richiedente: date }
      const found = await objections(born(place, declared, `${year}A01`))
      expect(found.filter((name) => name !== 'birth_town?')).toEqual(expected)
      expect(found).toContain('birth_town?')
    })

    it('a province of Italy does not go with it, none does', async () => {
      const german = { nazione_nascita_richiedente: 'DE', comune_nascita_richiedente: '' }
      expect(await objections(born('Z112', { ...german, provincia_nascita_richiedente: 'RM' }))).toContain(
        'birth_province!',
      )
      expect(await objections(born('Z112', { ...german, provincia_nascita_richiedente: '' }))).toEqual(['birth_town?'])
    })
  })

  describe('with an imported archive', () => {
    const period = (from: string, to: string, name: string, province: string, otherName = '') => ({
      from,
      to,
      name,
      otherName,
      province,
    })
    const agrigento: Place = {
      is: 'municipality',
      code: 'A089',
      archive: 'imported',
      periods: [
        period('1861-03-17', '1927-07-16', 'GIRGENTI', 'AG'),
        period('1927-07-17', '1929-01-01', 'AGRIGENTO', 'AG'),
        period('1934-01-01', '9999-12-31', 'AGRIGENTO', 'AG'),
      ],
    }
    const bolzano: Place = {
      is: 'municipality',
      code: 'A952',
      archive: 'imported',
      periods: [
        period('1920-10-16', '1927-01-11', 'BOLZANO', 'TN', 'BOZEN'),
        period('1927-01-12', '9999-12-31', 'BOLZANO', 'BZ', 'BOZEN'),
      ],
    }

    it('takes every name a town had, and tells the gaps of its life', async () => {
      const old = { comune_nascita_richiedente: 'Girgenti', provincia_nascita_richiedente: 'AG' }
      expect(await objections(born('A089', old), agrigento)).toEqual([])
      const then = await one(
        'birth_place_then',
        born('A089', { data_nascita_richiedente: '01/01/1930' }, '30A01'),
        agrigento,
      )
      expect(then).toMatchObject({ outcome: 'warning', found: '1861-03-17 – 1929-01-01, 1934-01-01 –' })
    })

    it('knows the second language, and the province of the day', async () => {
      const bozen = { comune_nascita_richiedente: 'Bozen', provincia_nascita_richiedente: 'TN' }
      const early = { ...bozen, data_nascita_richiedente: '01/01/1926' }
      expect(await objections(born('A952', early, '26A01'), bolzano)).toEqual([])
      expect(await objections(born('A952', bozen), bolzano)).toEqual(['birth_province!'])
      const rome = await one('birth_town', born('A952', { comune_nascita_richiedente: 'Roma' }), bolzano)
      expect(rome).toMatchObject({
        outcome: 'warning',
        found: 'BOLZANO/BOZEN (BZ, A952)',
        italian: 'Il codice dice BOLZANO/BOZEN (BZ, A952), non il comune dichiarato.',
      })
    })
  })

  it('bears whatever was declared', async () => {
    const place = await findBuiltInPlace('H501')
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const any = fc.record({
      codice_fiscale_richiedente: fc.oneof(text, fc.constant(mario.codice_fiscale_richiedente)),
      nome_richiedente: text,
      cognome_richiedente: text,
      sesso_richiedente: text,
      data_nascita_richiedente: fc.oneof(text, fc.constant('01/01/1980')),
      nazione_nascita_richiedente: text,
      comune_nascita_richiedente: text,
      provincia_nascita_richiedente: text,
      cf_piva_titolare: text,
      cap_titolare: text,
      nazione_titolare: fc.oneof(text, fc.constant('IT')),
      provincia_titolare: text,
    })
    fc.assert(fc.property(any, (declared) => applicantChecks(declared, place).length === checkNames.length))
  })
})
