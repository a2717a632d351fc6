import { CheckDigitizer } from '@marketto/codice-fiscale-utils'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { declaredDocument } from '../model/mailbox-fields.ts'
import { applicantChecks, birthPlaceCode } from './applicant-checks.ts'
import { findBuiltInPlace } from './built-in-places.ts'
import { checkNames } from './check.ts'
import type { CheckName, Declared } from './check.ts'
import type { Place } from './place.ts'

const now = new Date('2026-03-01T10:00:00Z')

const mario: Declared = {
  codice_fiscale_richiedente: 'RSSMRA80A01H501U',
  nome_richiedente: 'mario',
  cognome_richiedente: 'rossi',
  sesso_richiedente: 'M',
  data_nascita_richiedente: '01/01/1980',
  nazione_nascita_richiedente: 'IT',
  comune_nascita_richiedente: 'roma',
  provincia_nascita_richiedente: 'RM',
  tipo_cliente: 'IM',
  sottotipo_cliente: 'SI',
  cf_piva_titolare: '12345678903',
  cap_titolare: '00142',
  nazione_titolare: 'IT',
  provincia_titolare: 'rm',
  tipo_documento: 'PATENTE',
  numero_documento: 'AB123',
  data_scadenza_documento: '01/01/2030',
  documento_rilasciato_da: 'MIT',
  data_rilascio_documento: '01/01/2020',
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

async function checksOf(changes: Partial<Declared>, imported?: Place, isTownElsewhere?: boolean) {
  const declared = { ...mario, ...changes }
  const placeCode = birthPlaceCode(declared.codice_fiscale_richiedente)
  const place = imported ?? (placeCode === undefined ? undefined : await findBuiltInPlace(placeCode))
  return applicantChecks(declared, { now, place, ...(isTownElsewhere !== undefined && { isTownElsewhere }) })
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
      ['birth_place_then!', 'applicant_age!'],
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
    [
      'a name the town no longer has, which the data lack',
      born('A558', { comune_nascita_richiedente: 'Bagni della Porretta', provincia_nascita_richiedente: 'BO' }),
      ['birth_town?'],
    ],
    [
      'a code the data lack, though it may be a town’s',
      born('E511', { comune_nascita_richiedente: 'Leggiuno-Sangiano', provincia_nascita_richiedente: 'VA' }),
      ['birth_town?', 'birth_place_then?', 'birth_province?'],
    ],
    [
      'a town suppressed before the war, and perhaps restored',
      born('D800', { comune_nascita_richiedente: 'Frignano Maggiore', provincia_nascita_richiedente: 'CE' }),
      ['birth_place_then?', 'birth_province?'],
    ],
    ['a code no town has', born('M999'), ['birth_town!', 'birth_place_then!', 'birth_province!']],
    ['no holder’s code', { cf_piva_titolare: '' }, ['holder_code?']],
    ['a VAT number with a slip', { cf_piva_titolare: '12345678910' }, ['holder_code!']],
    ['a fiscal code with a slip', { cf_piva_titolare: 'RSSMRA80A01H501X' }, ['holder_code!']],
    ['a holder’s code of no kind', { cf_piva_titolare: '123' }, ['holder_code!']],
    ['a holder in a province that came back in 2025', { provincia_titolare: 'OT', cap_titolare: '07026' }, []],
    ['a holder in the Medio Campidano', { provincia_titolare: 'VS', cap_titolare: '09025' }, []],
    ['a holder in Ogliastra', { provincia_titolare: 'OG', cap_titolare: '08045' }, []],
    ['a holder in the Sulcis', { provincia_titolare: 'SU', cap_titolare: '09013' }, []],
    [
      'a holder in the Sulcis as others write it',
      { provincia_titolare: 'CI', cap_titolare: '09013' },
      ['holder_province?'],
    ],
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

  it.each([
    ['08', '28/02/2008', 'agrees'],
    ['08', '01/03/2008', 'agrees'],
    ['08', '02/03/2008', 'warning'],
    ['80', '01/01/2080', 'warning'],
    ['80', '', 'not_assessed'],
  ])('says whether who was born in %s, on %j, is of age: %s', async (_, data_nascita_richiedente, outcome) => {
    expect((await one('applicant_age', { data_nascita_richiedente }))?.outcome).toBe(outcome)
  })

  it.each([
    ['IM', 'SI', 'agrees'],
    ['IM', 'PA', 'warning'],
    ['PL', 'PC', 'warning'],
    ['IM', '', 'not_assessed'],
    ['PV', '', 'agrees'],
    ['PV', 'SI', 'warning'],
    ['PC', 'constructor', 'warning'],
  ])('says whether of %s the subtype %j is one: %s', async (tipo_cliente, sottotipo_cliente, outcome) => {
    expect((await one('customer_subtype', { tipo_cliente, sottotipo_cliente }))?.outcome).toBe(outcome)
  })

  it('names what is missing of an identity document, and asks for none', async () => {
    const gaps = { numero_documento: null, data_rilascio_documento: null }
    expect(await one('identity_document', gaps)).toMatchObject({
      outcome: 'warning',
      declared: 'PATENTE, 01/01/2030, MIT',
      english: 'Missing of the identity document: numero_documento, data_rilascio_documento.',
    })
    const none = Object.fromEntries(declaredDocument.map((field) => [field, null]))
    expect(await one('identity_document', none)).toMatchObject({ outcome: 'not_assessed', declared: '' })
  })

  it('takes a name for another town’s where that is known, unless it is a shorter one of the town', async () => {
    const check = async (code: string, town: string) =>
      (await checksOf(born(code, { comune_nascita_richiedente: town }), undefined, true))[6]?.outcome
    expect(await check('H501', 'Aprilia')).toBe('warning')
    expect(await check('A052', 'Acqui')).toBe('not_assessed')
    expect(await check('E490', 'La Valle')).toBe('not_assessed')
  })

  describe('where the data built in keep an earlier province, or know the last one only', () => {
    it.each<[string, string, string, string, string | undefined]>([
      ['Caserta, of which they say Naples', 'B963', 'CE', '1980', '?'],
      ['Aversa before the war', 'A512', 'NA', '1940', undefined],
      ['Alife, of which they say Benevento', 'A200', 'CE', '1980', '?'],
      ['Ivrea, of which they say Aosta', 'E379', 'TO', '1980', '?'],
      ['Bairo Torre when it was Aosta’s', 'A585', 'AO', '1935', '?'],
      ['Aldino when it was Trento’s', 'A179', 'TN', '1940', '?'],
      ['Bosa when it was Nuoro’s', 'B068', 'NU', '1990', '?'],
      ['Budoni when it was Nuoro’s', 'B248', 'NU', '1990', '?'],
      ['Novafeltria when it was Pesaro’s', 'F137', 'PS', '1980', '?'],
      ['Sappada when it was Belluno’s', 'I421', 'BL', '1980', '?'],
      ['anywhere before 1928', 'H501', 'PG', '1925', '?'],
      ['Massa when it was Apuania', 'F023', 'AU', '1942', undefined],
      ['Massa when it no longer was', 'F023', 'AU', '1980', '!'],
      ['Fiume as number plates had it', 'D620', 'FM', '1940', undefined],
      ['Fiume, abroad today', 'D620', 'EE', '1940', undefined],
      ['Zara, abroad today', 'M149', 'EE', '1940', undefined],
      ['Caserta, and a province it never was in', 'B963', 'MI', '1980', '!'],
      ['Olbia in the Gallura of today', 'G015', 'OT', '1980', undefined],
      ['Sassari, whose towns partly are', 'I452', 'OT', '1980', '?'],
      ['Tortolì in Ogliastra', 'A355', 'OG', '1980', undefined],
      ['Sanluri in the Medio Campidano', 'H974', 'VS', '1980', undefined],
    ])('%s', async (_, place, province, year, expected) => {
      const date = { data_nascita_richiedente: `01/01/${year}`, provincia_nascita_richiedente: province }
      const found = await objections(born(place, date, `${year.slice(2)}A01`))
      const said = found.find((one) => one.startsWith('birth_province'))
      expect(said?.slice('birth_province'.length)).toBe(expected)
    })

    it('says every province that may be right, and not the one that may be stale as the town’s', async () => {
      const caserta = await one('birth_province', born('B963', { provincia_nascita_richiedente: 'MI' }))
      expect(caserta?.found.split(', ')).toEqual(expect.arrayContaining(['NA', 'CE']))
      expect(caserta?.english).toMatch(/^The code says Caserta \(B963\): the province is /)
    })
  })

  it.each<[string, Partial<Declared>, string[]]>([
    ['Italy', { nazione_nascita_richiedente: 'IT', provincia_nascita_richiedente: 'PL' }, ['country?', 'province?']],
    ['Croatia', { nazione_nascita_richiedente: 'HR', provincia_nascita_richiedente: 'EE' }, []],
  ])('somebody born at Pola in 1940 may have Yugoslavia’s code and say %s', async (_, changes, expected) => {
    const declared = { ...changes, data_nascita_richiedente: '01/01/1940', comune_nascita_richiedente: 'Pola' }
    const found = await objections(born('Z118', declared, '40A01'))
    expect(found.filter((name) => name !== 'birth_town?')).toEqual(expected.map((name) => `birth_${name}`))
    const later = { ...declared, data_nascita_richiedente: '01/01/1950' }
    const after = await objections(born('Z118', later, '50A01'))
    expect(after.includes('birth_country!')).toBe(changes.nazione_nascita_richiedente === 'IT')
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

    it('knows of a town in several provinces which it was, and of what came after the archive only that it may be', async () => {
      // In the shape of the archive, and made up.
      const town: Place = {
        is: 'municipality',
        code: 'B999',
        archive: 'imported',
        periods: [
          period('1927-01-12', '1945-08-31', 'SESSOLA', 'NA'),
          period('1945-09-01', '2020-12-31', 'SESSOLA', 'CE'),
        ],
      }
      const province = async (two: string, year: string, place: Place) => {
        const date = { data_nascita_richiedente: `01/01/${year}`, provincia_nascita_richiedente: two }
        return (await one('birth_province', born('B999', date, `${year.slice(2)}A01`), place))?.outcome
      }
      expect(await province('NA', '1940', town)).toBe('agrees')
      expect(await province('CE', '1940', town)).toBe('agrees')
      expect(await province('NA', '1980', town)).toBe('warning')
      expect(await province('BN', '1940', town)).toBe('warning')
      const ichnusa: Place = { ...town, periods: [period('1861-03-17', '9999-12-31', 'ICHNUSA', 'SS')] }
      expect(await province('OT', '1980', ichnusa)).toBe('not_assessed')
      expect(await province('CA', '1980', ichnusa)).toBe('warning')
      const gone: Place = { ...town, periods: [period('1861-03-17', '1936-12-31', 'LAUS', 'MI')] }
      expect(await province('LO', '1935', gone)).toBe('not_assessed')
      expect(await province('VA', '1935', gone)).toBe('warning')
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
      tipo_cliente: text,
      sottotipo_cliente: text,
      tipo_documento: fc.option(text),
      numero_documento: fc.option(text),
      data_scadenza_documento: fc.option(text),
      documento_rilasciato_da: fc.option(text),
      data_rilascio_documento: fc.option(text),
      data_nascita_richiedente: fc.oneof(text, fc.constant('01/01/1980')),
      nazione_nascita_richiedente: text,
      comune_nascita_richiedente: text,
      provincia_nascita_richiedente: text,
      cf_piva_titolare: text,
      cap_titolare: text,
      nazione_titolare: fc.oneof(text, fc.constant('IT')),
      provincia_titolare: text,
    })
    fc.assert(fc.property(any, (declared) => applicantChecks(declared, { now, place }).length === checkNames.length))
  })
})
