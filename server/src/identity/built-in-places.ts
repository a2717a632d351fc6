// The places that come with the program: @marketto/belfiore-connector-embedded, loaded by the first who asks.
import { isoCodesByBirthCode } from './countries-of-birth.ts'
import { OPEN_END } from './place.ts'
import type { Place } from './place.ts'

const BEGINNING = '1861-03-17'
// From this code on each was given to a town the day it was founded. Of earlier ones the library sometimes has only the
// last province's beginning: Pordenone since 1968.
const FIRST_CODE_OF_A_FOUNDED_TOWN = 'M208'
// Of two towns founded later under a code of their alphabetical place.
const foundedLater = new Set(['A618', 'I162'])

/**
 * The place of a code such as `H501` or `Z112`, upper case, or undefined. One period a municipality: the last name and
 * province it had. The first call loads the data (some 10 ms); each takes less than a millisecond.
 */
export async function findBuiltInPlace(code: string): Promise<Place | undefined> {
  const { belfioreConnector } = await import('@marketto/belfiore-connector-embedded')
  const found = await belfioreConnector.findByCode(code)
  if (found === null) return undefined
  const name = mended(found.name)
  const to = lastDay(found.expirationDate)
  if (found.province === undefined) {
    const iso = found.iso3166?.trim()
    return { is: 'country', code, name, isoCodes: isoCodesByBirthCode.get(code) ?? (iso ? [iso] : []), to }
  }
  const isFounded = code >= FIRST_CODE_OF_A_FOUNDED_TOWN || foundedLater.has(code)
  const from = isFounded ? isoDay(found.creationDate) : BEGINNING
  return {
    is: 'municipality',
    code,
    archive: 'built in',
    periods: [{ from, to, name, otherName: '', province: found.province }],
  }
}

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
