// The places that come with the program: @marketto/belfiore-connector-embedded, loaded by the first who asks.
import { isoCodesByBirthCode } from './countries-of-birth.ts'
import { OPEN_END } from './place.ts'
import type { Place, Town } from './place.ts'

const BEGINNING = '1861-03-17'
// From this code on each was given to a town the day it was founded. Of earlier ones the library sometimes has only the
// last province's beginning: Pordenone since 1968.
const FIRST_CODE_OF_A_FOUNDED_TOWN = 'M208'
// Of two towns founded later under a code of their alphabetical place.
const foundedLater = new Set(['A618', 'I162'])
// The newest town the library 1.2.1 has, of 2024.
const NEWEST_CODE = 'M438'
const NEWEST_YEAR = 2024
/** Provinces under which the library keeps towns that have left them: Caserta under NA, Ivrea under AO. */
export const staleProvinces: readonly string[] = 'AO BN BR CB LC MT NA PC PG PL PN SV VT'.split(' ')
// Lonato became Lonato del Garda, M312, on 2 November 2007; the library gives the new code the whole life of the old.
const missing: ReadonlyMap<string, Place> = new Map([
  [
    'E667',
    {
      is: 'municipality',
      code: 'E667',
      archive: 'built in',
      periods: [{ from: BEGINNING, to: '2007-11-01', name: 'Lonato', otherName: '', province: 'BS' }],
    },
  ],
])

/**
 * The place of a code such as `H501` or `Z112`, upper case, or undefined. One period a municipality: the last name and
 * province it had. The first call loads the data (some 10 ms); each takes less than a millisecond.
 */
export async function findBuiltInPlace(code: string): Promise<Place | undefined> {
  const { belfioreConnector } = await import('@marketto/belfiore-connector-embedded')
  const found = await belfioreConnector.findByCode(code)
  if (found === null) return missing.get(code)
  const name = mended(found.name)
  const to = lastDay(found.expirationDate)
  if (found.province === undefined) {
    const iso = found.iso3166?.trim()
    return { is: 'country', code, name, isoCodes: isoCodesByBirthCode.get(code) ?? (iso ? [iso] : []), to }
  }
  const from = isFounded(code) ? isoDay(found.creationDate) : BEGINNING
  return {
    is: 'municipality',
    code,
    archive: 'built in',
    periods: [{ from, to, name, otherName: '', province: found.province }],
  }
}

const isFounded = (code: string) => code >= FIRST_CODE_OF_A_FOUNDED_TOWN || foundedLater.has(code)

/** Whether a code is of towns founded after the data end, and the year of birth (if known) is before. */
export function isPastNewestBuiltIn(code: string, year = 0): boolean {
  return code > NEWEST_CODE && year <= NEWEST_YEAR
}

const LONGEST_NAME = 100

/** The towns whose name begins with a text, however it is accented; a few milliseconds. */
export async function findBuiltInTowns(beginning: string): Promise<Town[]> {
  const words = wordsOf(beginning)
  if (words.length === 0) return []
  const { belfioreConnector } = await import('@marketto/belfiore-connector-embedded')
  const found = (await belfioreConnector.searchByName(`^${words.map(accented).join('[^a-z]+')}`)) ?? []
  return found
    .filter(({ belfioreCode }) => !belfioreCode.startsWith('Z'))
    .map(({ belfioreCode: code, name, province = '', expirationDate }) => ({
      code,
      name: mended(name),
      // Which province such a town is in today is not known.
      province: staleProvinces.includes(province) ? undefined : province,
      to: lastDay(expirationDate),
    }))
}

/** Whether a town that may have been there in `year` has this name, however it is accented; a few milliseconds. */
export async function isBuiltInTown(name: string, year: number): Promise<boolean> {
  const words = wordsOf(name)
  if (words.length === 0) return false
  const { belfioreConnector } = await import('@marketto/belfiore-connector-embedded')
  const found = await belfioreConnector.searchByName(`^${words.map(accented).join('[^a-z]+')}[^a-z]*$`)
  return found?.some((one) => !one.belfioreCode.startsWith('Z') && isThereIn(one, year)) === true
}

const wordsOf = (name: string): string[] =>
  name
    .slice(0, LONGEST_NAME)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .match(/[a-z]+/gi) ?? []

const isThereIn = ({ belfioreCode, creationDate }: { belfioreCode: string; creationDate: Date }, year: number) =>
  !isFounded(belfioreCode) || creationDate.getFullYear() <= year

const accented = (word: string) => word.replaceAll(/[aeiou]/gi, (vowel) => vowels[vowel.toLowerCase()] ?? vowel)
const vowels: Readonly<Record<string, string>> = { a: '[aàáâ]', e: '[eèéê]', i: '[iìíî]', o: '[oòóôö]', u: '[uùúûü]' }

// The library's days are midnights of this machine's zone, and its last day is the first on which a place is no more.
function lastDay(expiration: Date): string {
  if (expiration.getFullYear() === 9999) return OPEN_END
  return isoDay(new Date(expiration.getFullYear(), expiration.getMonth(), expiration.getDate() - 1, 12))
}

function isoDay(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

// Ten names of the library 1.2.1 are UTF-8 read as Latin: the second byte may have been lost as a space.
function mended(name: string): string {
  return name.replace(/[ÃĂ]([\x80-\xbf])?/g, (_, second?: string) =>
    String.fromCharCode(0xc0 | ((second ?? '\xa0').charCodeAt(0) & 0x3f)),
  )
}
