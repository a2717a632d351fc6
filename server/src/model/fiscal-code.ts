import { CheckDigitizer, Parser, VALIDATOR } from '@marketto/codice-fiscale-utils'
import { parseItalianDate } from './italian-date.ts'

/** What is wrong with a fiscal code: not 16 characters, the wrong format, or an incorrect check letter. */
export type FiscalCodeProblem = 'length' | 'form' | 'check character'

/** What a person declared along with the fiscal code, in wire names; the date as `dd/mm/yyyy`. */
export interface DeclaredPerson {
  readonly nome?: string
  readonly cognome?: string
  readonly sesso: 'M' | 'F'
  readonly data_nascita: string
}

/** A declared field that the fiscal code contradicts. */
export type FiscalCodeMismatch = keyof DeclaredPerson

// No place is ever looked up here, so the parser gets an empty register instead of loading 2 MB at start-up.
const noPlaces: ConstructorParameters<typeof Parser>[0] = {
  provinces: Promise.resolve([]),
  cities: undefined,
  countries: undefined,
  toArray: () => Promise.resolve([]),
  searchByName: () => Promise.resolve(null),
  findByName: () => Promise.resolve(null),
  findByCode: () => Promise.resolve(null),
  active: () => noPlaces,
  from: () => noPlaces,
  byProvince: () => undefined,
}
const parser = new Parser(noPlaces)
const form = new RegExp(`^(?:${VALIDATOR.CODICE_FISCALE})$`)

/**
 * What is wrong with the fiscal code of a person, or undefined (DM 23 December 1976). Any case; omocodes,
 * with letters in place of digits, are good codes. Whether the place code exists is not asked.
 */
export function fiscalCodeProblem(code: string): FiscalCodeProblem | undefined {
  if (code.length !== 16) return 'length'
  if (!/^[A-Za-z0-9]{16}$/.test(code)) return 'form'
  const upper = code.toUpperCase()
  if (!form.test(upper)) return 'form'
  return CheckDigitizer.checkDigit(upper) === upper.slice(15) ? undefined : 'check character'
}

/**
 * Returns the declared fields that a fiscal code contradicts; empty when all agree. The century is taken from the
 * declared date. A name that the rules cannot encode (other alphabets, one letter) contradicts nothing. An invalid code
 * or date agrees with nothing.
 */
export function fiscalCodeMatches(code: string, person: DeclaredPerson): FiscalCodeMismatch[] {
  const plain = plainFiscalCode(code) ?? ''
  const mismatches: FiscalCodeMismatch[] = []
  if (contradicts(plain.slice(0, 3), spelled(person.cognome, 'cognome'))) mismatches.push('cognome')
  if (contradicts(plain.slice(3, 6), spelled(person.nome, 'nome'))) mismatches.push('nome')
  const isFemale = Number(plain.slice(9, 11)) > 40
  if (plain === '' || isFemale !== (person.sesso === 'F')) mismatches.push('sesso')
  if (plain === '' || birth(plain) !== declaredBirth(person.data_nascita)) mismatches.push('data_nascita')
  return mismatches
}

/**
 * Returns a fiscal code in upper case with an omocode's letters turned back into digits, or undefined when it is
 * invalid. The last of its 16 characters is kept as given.
 */
export function plainFiscalCode(code: string): string | undefined {
  return fiscalCodeProblem(code) === undefined ? parser.cfDeomocode(code.toUpperCase()) : undefined
}

/** The three letters of a name in a fiscal code; undefined when the rules cannot encode it. */
export function codeLetters(name: string, part: 'nome' | 'cognome'): string | undefined {
  return spelled(name, part) ?? undefined
}

function contradicts(letters: string, expected: string | null): boolean {
  return expected !== null && letters !== expected
}

// The library accepts at most 32 letters, apostrophes and spaces; hyphens and other marks do not count in a code.
function spelled(name: string | undefined, part: 'nome' | 'cognome'): string | null {
  const letters = (name ?? '')
    .slice(0, 200)
    .normalize('NFC')
    .replace(/[^\p{L}]/gu, '')
    .slice(0, 32)
  return part === 'nome' ? parser.firstNameToCf(letters) : parser.lastNameToCf(letters)
}

function birth(plain: string): string {
  return `${plain.slice(6, 9)}${String(Number(plain.slice(9, 11)) % 40).padStart(2, '0')}`
}

function declaredBirth(text: string): string | undefined {
  const date = parseItalianDate(text)
  if (date === undefined) return undefined
  return `${parser.yearToCf(date.year)}${parser.monthToCf(date.month - 1)}${String(date.day).padStart(2, '0')}`
}
