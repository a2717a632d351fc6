// Whether the declared place of birth is the one the fiscal code names, as it was on the day of birth.
import { countryName } from '../model/countries.ts'
import { parseItalianDate } from '../model/italian-date.ts'
import { ABROAD, findProvince, provincesMeant } from '../model/provinces.ts'
import { agrees, notAssessed, warning } from './check.ts'
import type { Declared, Finding } from './check.ts'
import { isSameTown, OPEN_END, periodOn } from './place.ts'
import type { Place } from './place.ts'

// The last day on which what the peace treaty gave away was Italy; who was born there may name either (law 54/1989).
const LAST_DAY_OF_CEDED_TOWNS = '1947-09-15'
const countriesOfCededTowns = ['IT', 'HR', 'SI', 'FR']
// Where towns have names in a second official language.
const bilingualProvinces = ['AO', 'BZ', 'GO', 'TS']

const A_DAY_MS = 86_400_000

const isAbroad = (code: string) => code.slice(11, 12) === 'Z'
const placeCode = (code: string) => code.slice(11, 15)

/** The country against the code: a municipality's is Italy. */
export function birthCountry(declared: Declared, code: string, place: Place | undefined): Finding {
  const country = declared.nazione_nascita_richiedente
  const found = described(code, place)
  const isoCodes = isoCodesOf(code, place)
  if (isoCodes.length === 0) return unknownPlace(country, code)
  return isoCodes.includes(country)
    ? agrees(country, found, 'La nazione di nascita torna.', 'The country of birth agrees.')
    : warning(
        country,
        found,
        `È dichiarata la nascita in ${countryName(country)}, il codice dice ${found}.`,
        `Birth in ${countryName(country)} is declared, the code says ${found}.`,
      )
}

function isoCodesOf(code: string, place: Place | undefined): readonly string[] {
  if (isAbroad(code)) return place?.is === 'country' ? place.isoCodes : []
  const isCeded = place?.is === 'municipality' && place.periods.at(-1)?.to === LAST_DAY_OF_CEDED_TOWNS
  return isCeded ? countriesOfCededTowns : ['IT']
}

/** The town's name against all names the municipality of the code has or had. */
export function birthTown(declared: Declared, code: string, place: Place | undefined): Finding {
  const town = declared.comune_nascita_richiedente
  const found = described(code, place)
  if (isAbroad(code)) {
    const why = ['una città estera non sta nel codice fiscale', 'a town abroad is not in a fiscal code'] as const
    return notAssessed(town, found, `Non verificato: ${why[0]}.`, `Not assessed: ${why[1]}.`)
  }
  if (place?.is !== 'municipality') return unknownPlace(town, code)
  if (town.trim() === '') {
    return notAssessed(town, found, 'Nessun comune di nascita dichiarato.', 'No town of birth is declared.')
  }
  if (
    isSameTown(
      town,
      place.periods.flatMap(({ name, otherName }) => [name, otherName]),
    )
  ) {
    return agrees(town, found, 'Il comune di nascita torna.', 'The town of birth agrees.')
  }
  if (place.archive === 'built in' && bilingualProvinces.includes(place.periods.at(-1)?.province ?? '')) {
    return notAssessed(
      town,
      found,
      `Il codice dice ${found}. I dati non hanno i nomi nella seconda lingua: confrontare a occhio.`,
      `The code says ${found}. The data have no names in the second language: compare by eye.`,
    )
  }
  return warning(
    town,
    found,
    `Il codice dice ${found}, non il comune dichiarato.`,
    `The code says ${found}, not the declared town.`,
  )
}

/** Whether the place of the code was there on the day of birth. */
export function birthPlaceThen(declared: Declared, code: string, place: Place | undefined): Finding {
  const date = declared.data_nascita_richiedente
  const day = isoDayOf(date)
  if (place === undefined || day === undefined) return unknownPlace(date, code)
  const found = lifeOf(place)
  const isThere = place.is === 'country' ? day <= place.to : periodOn(place.periods, day) !== undefined
  return isThere
    ? agrees(
        date,
        found,
        'Il luogo del codice esisteva il giorno della nascita.',
        'The place of the code was there on the day of birth.',
      )
    : warning(
        date,
        found,
        `Il giorno della nascita ${described(code, place)} non esisteva con questo codice (${found}).`,
        `On the day of birth ${described(code, place)} was not there under this code (${found}).`,
      )
}

/** The province against those the town was in on the day of birth and is in today. */
export function birthProvince(declared: Declared, code: string, place: Place | undefined): Finding {
  const province = declared.provincia_nascita_richiedente.trim().toUpperCase()
  const found = described(code, place)
  if (isAbroad(code)) {
    return province === '' || province === ABROAD
      ? agrees(province, ABROAD, 'Nascita all’estero, nessuna provincia.', 'Born abroad, no province.')
      : warning(
          province,
          ABROAD,
          `Il codice dice ${found}: all’estero la provincia è EE.`,
          `The code says ${found}: abroad the province is EE.`,
        )
  }
  if (province === '') {
    return notAssessed(province, found, 'Nessuna provincia di nascita dichiarata.', 'No province of birth is declared.')
  }
  if (province !== ABROAD && findProvince(province) === undefined) {
    return warning(province, found, `La provincia ${province} non esiste.`, `There is no province ${province}.`)
  }
  if (place?.is !== 'municipality') return unknownPlace(province, code)
  const meant = provincesOf(place, declared.data_nascita_richiedente)
  if (meant.length === 0) return unknownPlace(province, code)
  return meant.includes(province)
    ? agrees(province, meant.join(', '), 'La provincia di nascita torna.', 'The province of birth agrees.')
    : warning(
        province,
        meant.join(', '),
        `Il codice dice ${found}: la provincia è ${meant.join(' o ')}.`,
        `The code says ${found}: the province is ${meant.join(' or ')}.`,
      )
}

function provincesOf({ periods }: Extract<Place, { is: 'municipality' }>, date: string): string[] {
  const year = parseItalianDate(date)?.year ?? 0
  const then = periodOn(periods, isoDayOf(date) ?? '')
  const recorded = [then?.province, periods.at(-1)?.province].filter((one) => one !== undefined && one !== '')
  return [...new Set(recorded.flatMap((one) => provincesMeant(one ?? '', year)))]
}

function unknownPlace(declared: string, code: string): Finding {
  const unknown = placeCode(code)
  return isAbroad(code)
    ? notAssessed(
        declared,
        unknown,
        `Non verificato: i dati non conoscono lo stato estero ${unknown}.`,
        `Not assessed: the data do not know the country ${unknown}.`,
      )
    : warning(
        declared,
        unknown,
        `Nessun comune ha o ha avuto il codice ${unknown}.`,
        `No town has or had the code ${unknown}.`,
      )
}

/** A place as people know it, such as `Roma (RM, H501)`. */
function described(code: string, place: Place | undefined): string {
  if (place === undefined) return placeCode(code)
  if (place.is === 'country') return `${place.name} (${place.code})`
  const { name = '', otherName = '', province = '' } = place.periods.at(-1) ?? {}
  const names = otherName === '' ? name : `${name}/${otherName}`
  return `${names} (${[province, place.code].filter((part) => part !== '').join(', ')})`
}

/** When a place was there, in a form both languages read: `1861-03-17 – 2013-12-31, 2020-01-01 –`. */
function lifeOf(place: Place): string {
  if (place.is === 'country') return place.to === OPEN_END ? '' : `– ${place.to}`
  const lives: { from: string; to: string }[] = []
  for (const { from, to } of place.periods) {
    const last = lives.at(-1)
    if (last !== undefined && Date.parse(from) - Date.parse(last.to) <= A_DAY_MS) last.to = to > last.to ? to : last.to
    else lives.push({ from, to })
  }
  return lives.map(({ from, to }) => `${from} –${to === OPEN_END ? '' : ` ${to}`}`).join(', ')
}

function isoDayOf(date: string): string | undefined {
  return parseItalianDate(date) === undefined ? undefined : date.split('/').reverse().join('-')
}
