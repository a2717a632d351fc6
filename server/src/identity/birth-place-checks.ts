// Whether the declared place of birth is the one the fiscal code names, as it was on the day of birth.
import { countryName } from '../model/countries.ts'
import { parseItalianDate } from '../model/italian-date.ts'
import { ABROAD, findProvince, isProvinceName, provincesMeant, provincesPossible } from '../model/provinces.ts'
import { isPastNewestBuiltIn, staleProvinces } from './built-in-places.ts'
import { agrees, notAssessed, warning } from './check.ts'
import type { Declared, Finding } from './check.ts'
import { beginsAlike, isSameTown, OPEN_END, periodOn } from './place.ts'
import type { Place } from './place.ts'

// The last day on which what the peace treaty gave away was Italy; who was born there may name either (law 54/1989).
// Some of the towns around Capodistria stand in the archive until the treaty of Osimo.
const LAST_DAY_OF_CEDED_TOWNS = '1947-09-15'
const cededProvinces = ['FU', 'PL', 'ZA']
const countriesOfCededTowns = ['IT', 'HR', 'SI', 'FR']
// France, Yugoslavia, Croatia, Slovenia: whose codes people born in ceded towns may have been given.
const codesOfCededTowns = ['Z110', 'Z118', 'Z149', 'Z150']
// The data built in know one period a town, and are known to keep some of the earlier ones (decision 0011).
const FIRST_YEAR_OF_BUILT_IN_PROVINCES = 1928
const FIRST_RELIABLE_END = '1948-01-01'
// Where towns have names in a second official language.
const bilingualProvinces = ['AO', 'BZ', 'GO', 'TS']

const A_DAY_MS = 86_400_000

type Municipality = Extract<Place, { is: 'municipality' }>

const isAbroad = (code: string) => code.slice(11, 12) === 'Z'
const placeCode = (code: string) => code.slice(11, 15)

/** The country against the code: a municipality's is Italy. */
export function birthCountry(declared: Declared, code: string, place: Place | undefined): Finding {
  const country = declared.nazione_nascita_richiedente
  const found = described(code, place)
  const isoCodes = isoCodesOf(code, place)
  if (isoCodes.length === 0) return unknownPlace(declared, country, code)
  if (country === 'IT' && mayBeCeded(declared, code)) return cededOrAbroad(country, found)
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
  return place?.is === 'municipality' && isCeded(place) ? countriesOfCededTowns : ['IT']
}

function isCeded({ periods }: Municipality): boolean {
  const { to, province = '' } = periods.at(-1) ?? {}
  return to === LAST_DAY_OF_CEDED_TOWNS || cededProvinces.includes(province)
}

/** Whether a code that says abroad may be that of somebody born in Italy as it was. */
function mayBeCeded(declared: Declared, code: string): boolean {
  const day = isoDayOf(declared.data_nascita_richiedente)
  return codesOfCededTowns.includes(placeCode(code)) && day !== undefined && day <= LAST_DAY_OF_CEDED_TOWNS
}

const cededOrAbroad = (declared: string, found: string) =>
  notAssessed(
    declared,
    found,
    `Non verificato: il codice dice ${found}, ma fino al 1947 parte di quel territorio era italiana (legge 54/1989).`,
    `Not assessed: the code says ${found}, but until 1947 a part of it was Italy's (law 54/1989).`,
  )

/**
 * The town's name against all names the municipality of the code has or had. `isTownElsewhere`: whether the declared
 * name is that of another town; the data built in lack former names, so one they do not know may be just that.
 */
export function birthTown(
  declared: Declared,
  code: string,
  place: Place | undefined,
  isTownElsewhere = false,
): Finding {
  const town = declared.comune_nascita_richiedente
  const found = described(code, place)
  if (isAbroad(code)) {
    const why = ['una città estera non sta nel codice fiscale', 'a town abroad is not in a fiscal code'] as const
    return notAssessed(town, found, `Non verificato: ${why[0]}.`, `Not assessed: ${why[1]}.`)
  }
  if (place?.is !== 'municipality') return unknownPlace(declared, town, code)
  if (town.trim() === '') {
    return notAssessed(town, found, 'Nessun comune di nascita dichiarato.', 'No town of birth is declared.')
  }
  const names = place.periods.flatMap(({ name, otherName }) => [name, otherName])
  if (isSameTown(town, names)) return agrees(town, found, 'Il comune di nascita torna.', 'The town of birth agrees.')
  if (place.archive === 'built in' && bilingualProvinces.includes(place.periods.at(-1)?.province ?? '')) {
    return notAssessed(
      town,
      found,
      `Il codice dice ${found}. I dati non hanno i nomi nella seconda lingua: confrontare a occhio.`,
      `The code says ${found}. The data have no names in the second language: compare by eye.`,
    )
  }
  if (mayBeFormerName(town, place, isTownElsewhere)) {
    return notAssessed(
      town,
      found,
      `Il codice dice ${found}. I dati non hanno i nomi di un tempo: confrontare a occhio.`,
      `The code says ${found}. The data have no former names: compare by eye.`,
    )
  }
  return warning(
    town,
    found,
    `Il codice dice ${found}, non il comune dichiarato.`,
    `The code says ${found}, not the declared town.`,
  )
}

/** Whether a name may be one the town once had. Chief towns of provinces, and other towns known to be, are others. */
function mayBeFormerName(town: string, { archive, periods }: Municipality, isTownElsewhere: boolean): boolean {
  if (archive === 'imported') return false
  return periods.some(({ name }) => beginsAlike(town, name)) || !(isTownElsewhere || isProvinceName(town))
}

/** Whether the place of the code was there on the day of birth. */
export function birthPlaceThen(declared: Declared, code: string, place: Place | undefined): Finding {
  const date = declared.data_nascita_richiedente
  const day = isoDayOf(date)
  if (place === undefined || day === undefined) return unknownPlace(declared, date, code)
  const found = lifeOf(place)
  const isThere = place.is === 'country' ? day <= place.to : periodOn(place.periods, day) !== undefined
  if (isThere) {
    return agrees(
      date,
      found,
      'Il luogo del codice esisteva il giorno della nascita.',
      'The place of the code was there on the day of birth.',
    )
  }
  if (place.is === 'municipality' && mayHaveComeBack(place)) {
    return notAssessed(
      date,
      found,
      `Non verificato: ${described(code, place)} fu soppresso (${found}) e forse ricostituito, i dati non lo dicono.`,
      `Not assessed: ${described(code, place)} was suppressed (${found}) and perhaps restored, the data do not say.`,
    )
  }
  return warning(
    date,
    found,
    `Il giorno della nascita ${described(code, place)} non esisteva con questo codice (${found}).`,
    `On the day of birth ${described(code, place)} was not there under this code (${found}).`,
  )
}

/** Many towns suppressed before the war were restored after it, and the data built in have one period only. */
function mayHaveComeBack({ archive, periods }: Municipality): boolean {
  return archive === 'built in' && (periods.at(-1)?.to ?? '') < FIRST_RELIABLE_END
}

/** The province against those the town was in on the day of birth and is in today. */
export function birthProvince(declared: Declared, code: string, place: Place | undefined): Finding {
  const province = declared.provincia_nascita_richiedente.trim().toUpperCase()
  const found = described(code, place)
  if (isAbroad(code)) return provinceAbroad(declared, code, { province, found })
  if (province === '') {
    return notAssessed(province, found, 'Nessuna provincia di nascita dichiarata.', 'No province of birth is declared.')
  }
  if (province !== ABROAD && findProvince(province) === undefined) {
    return warning(province, found, `La provincia ${province} non esiste.`, `There is no province ${province}.`)
  }
  if (place?.is !== 'municipality') return unknownPlace(declared, province, code)
  const { meant, possible, isKnown } = provincesOf(place, declared.data_nascita_richiedente)
  if (meant.length === 0) return unknownPlace(declared, province, code)
  if (meant.includes(province)) {
    return agrees(province, meant.join(', '), 'La provincia di nascita torna.', 'The province of birth agrees.')
  }
  const all = [...meant, ...possible]
  if (possible.includes(province) || (!isKnown && province !== ABROAD)) {
    return notAssessed(
      province,
      all.join(', '),
      `Non verificato: il codice dice ${found}, e i dati non dicono con certezza in quale provincia era.`,
      `Not assessed: the code says ${found}, and the data do not say for certain in which province it was.`,
    )
  }
  return warning(
    province,
    all.join(', '),
    `Il codice dice ${found}: la provincia è ${all.join(' o ')}.`,
    `The code says ${found}: the province is ${all.join(' or ')}.`,
  )
}

function provinceAbroad(declared: Declared, code: string, { province, found }: { province: string; found: string }) {
  if (province === '' || province === ABROAD) {
    return agrees(province, ABROAD, 'Nascita all’estero, nessuna provincia.', 'Born abroad, no province.')
  }
  if (mayBeCeded(declared, code) && findProvince(province) !== undefined) return cededOrAbroad(province, found)
  return warning(
    province,
    ABROAD,
    `Il codice dice ${found}: all’estero la provincia è EE.`,
    `The code says ${found}: abroad the province is EE.`,
  )
}

/** The provinces that are right, those that may be, and whether the data know of the time at all. */
function provincesOf(place: Municipality, date: string) {
  const { periods, archive } = place
  const year = parseItalianDate(date)?.year ?? 0
  const last = periods.at(-1)
  const then = periodOn(periods, isoDayOf(date) ?? '')
  const [atBirth = '', today = ''] = [then?.province, last?.province]
  const hasHistory = archive === 'imported'
  const suppressed = last === undefined || last.to === OPEN_END ? undefined : Number(last.to.slice(0, 4))
  // With history what the town's province of today was made of says nothing of the town.
  const meant = new Set([
    ...provincesMeant(atBirth, year),
    ...provincesMeant(today, hasHistory ? Number.POSITIVE_INFINITY : year),
  ])
  if (isCeded(place)) meant.add(ABROAD)
  meant.delete('')
  const possible = [atBirth, today].flatMap((one) =>
    provincesPossible(one, year, { hasHistory, isStale: !hasHistory && staleProvinces.includes(one), suppressed }),
  )
  return {
    meant: [...meant],
    possible: [...new Set(possible)].filter((one) => !meant.has(one)),
    isKnown: hasHistory || year >= FIRST_YEAR_OF_BUILT_IN_PROVINCES,
  }
}

/** A code no data know. Of towns the data built in lack a few; past the newest they have, none was there before them. */
function unknownPlace({ data_nascita_richiedente }: Declared, declared: string, code: string): Finding {
  const unknown = placeCode(code)
  if (isAbroad(code)) {
    return notAssessed(
      declared,
      unknown,
      `Non verificato: i dati non conoscono lo stato estero ${unknown}.`,
      `Not assessed: the data do not know the country ${unknown}.`,
    )
  }
  return isPastNewestBuiltIn(unknown, parseItalianDate(data_nascita_richiedente)?.year)
    ? warning(
        declared,
        unknown,
        `Nessun comune ha o ha avuto il codice ${unknown}.`,
        `No town has or had the code ${unknown}.`,
      )
    : notAssessed(
        declared,
        unknown,
        `Non verificato: i dati non conoscono il comune ${unknown}.`,
        `Not assessed: the data do not know the municipality ${unknown}.`,
      )
}

/** A place as people know it, such as `Roma (RM, H501)`; without its province where the data may be behind. */
function described(code: string, place: Place | undefined): string {
  if (place === undefined) return placeCode(code)
  if (place.is === 'country') return `${place.name} (${place.code})`
  const { name = '', otherName = '', province = '' } = place.periods.at(-1) ?? {}
  const names = otherName === '' ? name : `${name}/${otherName}`
  const told = place.archive === 'built in' && staleProvinces.includes(province) ? '' : province
  return `${names} (${[told, place.code].filter((part) => part !== '').join(', ')})`
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
