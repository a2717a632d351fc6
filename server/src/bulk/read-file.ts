// A file of calls, as CSV or as JSON lines, becomes one body a row: a form of what stands under each column, or the line.
import { setImmediate } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { parseJsonObject } from '../model/strict-json.ts'
import { isAbsent } from '../pipeline/fields.ts'

/** What the calls of a file take: the names its columns may have, and the one that names something new, if any does. */
export interface Taken {
  columns: readonly string[]
  name: string | undefined
}

/** A row as the call's body has it, the caller's own key for it, and the new thing it names, in lower case. */
export interface FileRow {
  body: string
  key: string | null
  name: string | null
}

/** `column`: the number of one that is not known or comes twice; lines and columns count from 1. */
export type ReadFile =
  | { is: 'rows'; rows: FileRow[] }
  | { is: 'unreadable'; line: number; why: string }
  | { is: 'unknown column'; column: number }
  | { is: 'too many rows' }

export const MOST_ROWS = 10_000
export const LARGEST_FILE_BYTES = 8 * 1024 * 1024

const PIECE_BYTES = 16_384
const LINES_A_TURN = 200
const LONGEST_LINE = 65_536
const MOST_COLUMNS = 100

/**
 * Reads a file in UTF-8, a piece at a time. A line that begins with `{` makes it JSON lines; otherwise it is CSV (RFC 4180),
 * with `,` or `;`, whichever comes first in its header; names of columns may have brackets, as in forms.
 */
export async function readFile(bytes: Uint8Array, taken: Taken): Promise<ReadFile> {
  const text = decoded(bytes)
  if (text === undefined) return unreadable(1, 'the file is not UTF-8')
  return /^\s*\{/.test(text) ? readLines(text, taken) : readTable(text, taken)
}

const unreadable = (line: number, why: string) => ({ is: 'unreadable', line, why }) as const

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

async function readLines(text: string, { columns, name }: Taken): Promise<ReadFile> {
  const known = new Set(columns)
  const rows: FileRow[] = []
  let number = 0
  for (let from = 0; from < text.length; number += 1) {
    if (number > 0 && number % LINES_A_TURN === 0) await setImmediate()
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end < 0 ? undefined : end).trim()
    from = end < 0 ? text.length : end + 1
    if (line === '') continue
    if (rows.length === MOST_ROWS) return { is: 'too many rows' }
    if (line.length > LONGEST_LINE) return unreadable(number + 1, 'it is too long')
    const members = parseJsonObject(line)
    if (members === undefined) return unreadable(number + 1, 'it is no JSON object')
    // It would be forgotten.
    if (!Object.keys(members).every((one) => known.has(one))) return unreadable(number + 1, NO_MEMBER)
    const key = isAbsent(members.key) ? null : members.key
    if (!isKey(key)) return unreadable(number + 1, NO_KEY)
    rows.push({ body: line, key, name: nameIn(name === undefined ? undefined : members[name]) })
  }
  return { is: 'rows', rows }
}

async function readTable(text: string, taken: Taken): Promise<ReadFile> {
  const rows: FileRow[] = []
  let header: string[] | undefined
  try {
    for await (const { record, info } of recordsOf(text)) {
      if (header === undefined) {
        header = record.map((name) => name.trim())
        const column = unknownIn(header, taken.columns)
        if (column !== undefined) return { is: 'unknown column', column }
      } else {
        if (rows.length === MOST_ROWS) return { is: 'too many rows' }
        const row = rowOf(header, record, taken)
        if (!isKey(row.key)) return unreadable(info.lines, NO_KEY)
        rows.push(row)
      }
    }
  } catch (error) {
    if (error instanceof CsvError) return unreadable(lineOf(error), whyOf(error))
    throw error
  }
  return { is: 'rows', rows }
}

interface ParsedRecord {
  record: string[]
  info: { lines: number }
}

function recordsOf(text: string): AsyncIterable<ParsedRecord> {
  const delimiter = /[,;\n]/.exec(text)?.[0] === ';' ? ';' : ','
  const options = { delimiter, skip_empty_lines: true, info: true, max_record_size: LONGEST_LINE }
  const parser = parse(options)
  const source = Readable.from(piecesOf(Buffer.from(text)))
  source.on('error', (error) => parser.destroy(error))
  return source.pipe(parser)
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    yield bytes.subarray(from, from + PIECE_BYTES)
    await setImmediate()
  }
}

function unknownIn(header: readonly string[], columns: readonly string[]): number | undefined {
  const known = new Set(columns)
  const at = header.findIndex((name, n) => {
    return n >= MOST_COLUMNS || !known.has(name.split('[', 1)[0] ?? '') || header.indexOf(name) < n
  })
  return at < 0 ? undefined : at + 1
}

function rowOf(header: readonly string[], record: readonly string[], { name }: Taken): FileRow {
  const given = header.flatMap((column, n): [string, string][] => (record[n] ? [[column, record[n]]] : []))
  const under = (column: string | undefined) => given.find(([one]) => one === column)?.[1]
  return { body: new URLSearchParams(given).toString(), key: under('key') ?? null, name: nameIn(under(name)) }
}

/** As an Idempotency-Key is written. */
const isKey = (key: unknown): key is string | null =>
  key === null || (typeof key === 'string' && /^[\x20-\x7e]{1,255}$/.test(key))
const NO_MEMBER = 'a member of it is none of this call'
const NO_KEY = 'its key is not 1 to 255 printable ASCII characters'

const nameIn = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : null)

const lineOf = (error: CsvError): number => (typeof error.lines === 'number' ? error.lines : 1)

/** Never in the words of the library, which quote the file. */
function whyOf({ code }: CsvError): string {
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') return 'it has more or fewer columns than the header'
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is not closed'
  if (code === 'CSV_MAX_RECORD_SIZE') return 'it is too long'
  return 'a quote is where none may be'
}
