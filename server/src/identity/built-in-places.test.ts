import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { belfioreConnector } from '@marketto/belfiore-connector-embedded'
import { describe, expect, it } from 'vitest'
import { isCountry } from '../model/countries.ts'
import { findProvince } from '../model/provinces.ts'
import { findBuiltInPlace, isBuiltInTown, isPastNewestBuiltIn } from './built-in-places.ts'
import { OPEN_END } from './place.ts'
import type { Place } from './place.ts'

describe('findBuiltInPlace', () => {
  const municipality = async (code: string) => {
    const place = await findBuiltInPlace(code)
    return place?.is === 'municipality' ? place.periods[0] : undefined
  }

  it.each([
    ['H501', 'Roma', 'RM', '1861-03-17', OPEN_END],
    ['A952', 'Bolzano', 'BZ', '1861-03-17', OPEN_END],
    // The library has it since its province, 1968.
    ['G888', 'Pordenone', 'PN', '1861-03-17', OPEN_END],
    ['M320', 'Valsamoggia', 'BO', '2014-01-01', OPEN_END],
    ['A618', 'Baranzate', 'MI', '2001-12-12', OPEN_END],
    ['A726', 'Bazzano', 'BO', '1861-03-17', '2013-12-31'],
    ['G778', 'Pola', 'PL', '1861-03-17', '1947-09-15'],
    ['M273', 'Santa Maria la Carità', 'NA', '1979-01-14', OPEN_END],
    ['M356', 'Contà', 'TN', '2016-01-01', OPEN_END],
    ['C744', 'Città della Pieve', 'PG', '1861-03-17', OPEN_END],
    ['C294', 'Châtillon', 'AO', '1861-03-17', OPEN_END],
    // Missing in the library: the code Lonato had before it became Lonato del Garda.
    ['E667', 'Lonato', 'BS', '1861-03-17', '2007-11-01'],
    ['M312', 'Lonato del Garda', 'BS', '1861-03-17', OPEN_END],
  ])('%s is %s', async (code, name, province, from, to) => {
    expect(await municipality(code)).toEqual({ from, to, name, otherName: '', province })
  })

  it.each([
    ['Z112', 'Germania', ['DE'], OPEN_END],
    ['Z114', 'Regno Unito', ['GB'], OPEN_END],
    ['Z105', 'Cecoslovacchia', ['CZ', 'SK'], '1992-12-31'],
    ['Z111', 'Repubblica Democratica Tedesca', ['DE'], '1990-12-31'],
    ['Z106', 'Stato della Città del Vaticano', ['VA'], OPEN_END],
    ['Z160', 'Kosovo', ['RS', 'XK'], OPEN_END],
  ])('%s is %s', async (code, name, isoCodes, to) => {
    expect(await findBuiltInPlace(code)).toEqual({ is: 'country', code, name, isoCodes, to })
  })

  it('knows no other codes', async () => {
    const none = await Promise.all(['Z999', 'A000', 'N501', 'H50', 'h501 ', '', '.*'].map(findBuiltInPlace))
    expect(none).toEqual(none.map(() => undefined))
  })

  it('makes sense of the countries, of names with accents and of every ninth other place of the library', async () => {
    const all = await belfioreConnector.toArray()
    expect(all.length).toBe(10_063)
    const newest = all.map(({ belfioreCode }) => belfioreCode).filter((code) => code < 'N')
    expect(newest.filter((code) => isPastNewestBuiltIn(code))).toEqual([])
    expect(isPastNewestBuiltIn('M439', 1980)).toBe(true)
    expect(isPastNewestBuiltIn('M439', 2025)).toBe(false)
    const isTelling = (code: string, name: string) => code.startsWith('Z') || /[^A-Za-z' -]/.test(name)
    const chosen = all.filter(({ belfioreCode, name }, at) => at % 9 === 0 || isTelling(belfioreCode, name))
    const codes = chosen.map(({ belfioreCode }) => belfioreCode)
    const wrong: unknown[] = []
    for (const code of codes) {
      const place = await findBuiltInPlace(code)
      if (place === undefined || !makesSense(place)) wrong.push(place ?? code)
    }
    expect(wrong).toEqual([])
  })
})

describe('isBuiltInTown', () => {
  it.each([
    ['Terni', true],
    ['FORLI’', true],
    ['forlì', true],
    ["sant'angelo lodigiano", true],
    ['  Reggio nell Emilia ', true],
    ['Germania', false],
    ['Biscari', false],
    ['Tern', false],
    ['.*', false],
    ['', false],
    ['x'.repeat(100_000), false],
  ])('%s: %s', async (name, expected) => {
    expect(await isBuiltInTown(name, 1980)).toBe(expected)
  })

  it('counts no town founded after the year', async () => {
    expect(await isBuiltInTown('Valsamoggia', 1980)).toBe(false)
    expect(await isBuiltInTown('Valsamoggia', 2014)).toBe(true)
  })
})

it('the data are not loaded with the server, but by the first who asks', async () => {
  const [routes, places] = ['../api/routes.ts', './built-in-places.ts'].map((path) => new URL(path, import.meta.url))
  const script = `
    const { createRequire } = await import('node:module')
    const { cache } = createRequire('${import.meta.url}')
    const isLoaded = () => Object.keys(cache).some((path) => path.includes('belfiore-connector-embedded'))
    const { routes } = await import('${routes}')
    const { findBuiltInPlace } = await import('${places}')
    const before = isLoaded()
    const found = await findBuiltInPlace('H501')
    console.log(JSON.stringify([routes.length > 0, before, found?.code, isLoaded()]))`
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(JSON.parse(stdout)).toEqual([true, false, 'H501', true])
})

const isName = (name: string) => /^[A-Z][A-Za-zÀ-ÖØ-öø-ÿ'()/ -]+$/.test(name) && !/[ÃĂ]/.test(name)

function makesSense(place: Place): boolean {
  if (place.is === 'country') {
    const { name, isoCodes } = place
    return isName(name) && isoCodes.length > 0 && isoCodes.every((iso) => isCountry(iso) || iso === 'XK')
  }
  return place.periods.every(
    ({ from, to, name, province }) =>
      isName(name) && from >= '1861-03-17' && from <= to && findProvince(province) !== undefined,
  )
}
