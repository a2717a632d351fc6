import { getAlpha2Codes } from 'i18n-iso-countries/index.js'

// Kosovo's XK is user-assigned and not one of the 249 ISO codes.
const countries: ReadonlySet<string> = new Set(Object.keys(getAlpha2Codes()).filter((code) => code !== 'XK'))

/** Whether a text, already in upper case, is a country code (contract 2.4: ISO 3166 alpha-2). */
export function isCountry(text: string): boolean {
  return countries.has(text)
}

const italianNames = new Intl.DisplayNames('it', { type: 'region' })

/** The Italian name of a country code; the text itself when it is not a code. */
export function countryName(code: string): string {
  return isCountry(code) ? (italianNames.of(code) ?? code) : code
}
