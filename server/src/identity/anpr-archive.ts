// Reads the archive of municipalities in the layout of the national register ANPR (docs/data-sources.md).
import { CsvError, parse } from 'csv-parse/sync'

/** One record of the archive: a municipality under one name and province. Days as yyyy-mm-dd, both included. */
export interface MunicipalityRecord {
  readonly id: number
  /** Code of the land register, such as `H501`; '' of towns that ended before codes were given. */
  readonly code: string
  readonly from: string
  readonly to: string
  readonly name: string
  /** In the second official language, or ''. */
  readonly otherName: string
  /** Two letters, or ''. */
  readonly province: string
}

/** What a file turned out to be. `leftOut`: records that end before they begin, good for nothing. */
export type AnprArchive =
  | { is: 'archive'; records: readonly MunicipalityRecord[]; leftOut: number }
  | { is: 'malformed'; line: number; why: string }

/** No archive is larger; that of 2024 has 2.4 MB. */
export const LARGEST_ARCHIVE_BYTES = 16 * 1024 * 1024

const LONGEST_NAME = 200
const MOST_RECORD_CHARACTERS = 4_000

const wanted = {
  id: 'ID',
  from: 'DATAISTITUZIONE',
  to: 'DATACESSAZIONE',
  code: 'CODCATASTALE',
  name: 'DENOMINAZIONE_IT',
  otherName: 'ALTRADENOMINAZIONE',
  province: 'SIGLAPROVINCIA',
} as const
type Fields = Record<keyof typeof wanted, string>

/**
 * Reads a whole archive: CSV in UTF-8 with a header, commas, ISO days. Columns may stand in any order and others beside
 * them. Anything out of form makes the file malformed, with the line on which that record ends.
 */
export function readAnprArchive(bytes: Uint8Array): AnprArchive {
  const text = decoded(bytes)
  if (text === undefined) return malformed(1, 'the file is not UTF-8')
  const table = rowsOf(text)
  if ('is' in table) return table
  const [header = [], ...rows] = table.rows
  const columns = columnsOf(header)
  if (typeof columns === 'string') return malformed(1, columns)
  if (rows.length === 0) return malformed(1, 'there are no records')

  const records: MunicipalityRecord[] = []
  const seen = new Set<number>()
  for (const [at, row] of rows.entries()) {
    const line = table.lines[at + 1] ?? at + 2
    const fields = columns(row)
    const problem = problemOf(fields)
    if (problem !== undefined) return malformed(line, problem)
    const id = Number(fields.id)
    if (seen.has(id)) return malformed(line, 'this ID came before')
    seen.add(id)
    if (fields.from <= fields.to) records.push({ ...fields, id })
  }
  return { is: 'archive', records, leftOut: rows.length - records.length }
}

const malformed = (line: number, why: string) => ({ is: 'malformed', line, why }) as const

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function rowsOf(text: string) {
  const lines: number[] = []
  try {
    const rows = parse(text, {
      skip_empty_lines: true,
      max_record_size: MOST_RECORD_CHARACTERS,
      on_record(row, { lines: line }) {
        lines.push(line)
        return row
      },
    })
    return { rows, lines }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return malformed(Number(error['lines'] ?? 1), csvProblems[error.code] ?? 'not a line of CSV')
  }
}

const csvProblems: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'not as many fields as the header',
  CSV_QUOTE_NOT_CLOSED: 'a quotation is not closed',
  CSV_MAX_RECORD_SIZE: 'the record is too long',
}

function columnsOf(header: readonly string[]): string | ((row: readonly string[]) => Fields) {
  const names = header.map((name) => name.trim().toUpperCase())
  for (const name of Object.values(wanted)) {
    if (!names.includes(name)) return `the header has no column ${name}`
    if (names.indexOf(name) !== names.lastIndexOf(name)) return `the header has the column ${name} twice`
  }
  const at = (row: readonly string[], name: string) => (row[names.indexOf(name)] ?? '').trim()
  return (row) => ({
    id: at(row, wanted.id),
    from: at(row, wanted.from),
    to: at(row, wanted.to),
    code: unlessNotKnown(at(row, wanted.code).toUpperCase()),
    name: at(row, wanted.name),
    otherName: at(row, wanted.otherName),
    province: unlessNotKnown(at(row, wanted.province).toUpperCase()),
  })
}

// "Non disponibile": so the official file writes a code there never was.
const unlessNotKnown = (text: string) => (/^(?:N[./]?D\.?|-+)$/.test(text) ? '' : text)

function problemOf({ id, from, to, code, name, otherName, province }: Fields): string | undefined {
  if (!/^[0-9]{1,9}$/.test(id)) return 'ID is not a number'
  if (!isDay(from)) return 'DATAISTITUZIONE is not a day as yyyy-mm-dd'
  if (!isDay(to)) return 'DATACESSAZIONE is not a day as yyyy-mm-dd'
  if (!/^([A-M][0-9]{3})?$/.test(code)) return 'CODCATASTALE is not a letter from A to M and three digits'
  if (name === '' || !isName(name)) return 'DENOMINAZIONE_IT is not a name'
  if (!isName(otherName)) return 'ALTRADENOMINAZIONE is not a name'
  if (!/^([A-Z]{2})?$/.test(province)) return 'SIGLAPROVINCIA is not two letters'
  return undefined
}

const isName = (text: string) => text.length <= LONGEST_NAME && !/[\0-\x1f\x7f]/.test(text)

function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || text < '1000') return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
