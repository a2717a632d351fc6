// Where people are born, as fiscal codes name it: a town of Italy with its history, or a country.

/** One stretch of a municipality's life under one name and province; days as yyyy-mm-dd, both included. */
export interface Period {
  readonly from: string
  /** `9999-12-31` while it lasts. */
  readonly to: string
  readonly name: string
  /** In the second official language, or ''. */
  readonly otherName: string
  /** Two letters. */
  readonly province: string
}

/** A place with a code of the land register; periods oldest first, at least one. */
export type Place =
  | { is: 'municipality'; code: string; archive: 'built in' | 'imported'; periods: readonly Period[] }
  | { is: 'country'; code: string; name: string; isoCodes: readonly string[]; to: string }

/** A town by name: its code, its province where that is known, and its last day. */
export interface Town {
  code: string
  name: string
  province: string | undefined
  to: string
}

export const OPEN_END = '9999-12-31'

/** The last period that holds a day (yyyy-mm-dd). */
export function periodOn(periods: readonly Period[], day: string): Period | undefined {
  return periods.findLast(({ from, to }) => from <= day && day <= to)
}

const LONGEST_NAME = 200

/**
 * Whether a town somebody wrote is meant by one of the names it officially has or had: accents, apostrophes, case,
 * particles and abbreviated saints do not matter, and of a name in two languages one is enough.
 */
export function isSameTown(written: string, names: readonly string[]): boolean {
  const known = new Set(names.filter((name) => name !== '').map(keyOf))
  const text = written.slice(0, LONGEST_NAME)
  const said = [text, ...text.split(/\s*\/\s*|\s+-\s+|-|[()]/)].map(keyOf).filter((key) => key !== '')
  return said.some((key) => known.has(key))
}

/** Whether two names begin alike, as those of a town before and after it took a longer one: Acqui and Acqui Terme. */
export function beginsAlike(written: string, name: string): boolean {
  const [one = '', other = ''] = [written.slice(0, LONGEST_NAME), name].map((text) => firstWord(text))
  return one !== '' && other !== '' && (one.startsWith(other) || other.startsWith(one))
}

const firstWord = (name: string) => wordsOf(name).find((word) => !particles.has(word) && !saints.has(word)) ?? ''

// Words whose presence people vary on: articles and prepositions.
const particles = new Set(
  'A AL ALL ALLA AI D DA DAL DE DEGLI DEI DEL DELL DELLA DELLE DELLO DI E ED IN L LA LE LO NEL NELL NELLA SU SUL SULL SULLA'.split(
    ' ',
  ),
)
const saints = new Set(['S', 'SS', 'SAN', 'SANT', 'SANTA', 'SANTE', 'SANTI', 'SANTO', 'STA', 'STO'])

function wordsOf(name: string): string[] {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

function keyOf(name: string): string {
  const words = wordsOf(name)
  const telling = words.filter((word) => !particles.has(word))
  return (telling.length > 0 ? telling : words).map((word) => (saints.has(word) ? 'S' : word)).join('')
}
