// audit list|verify|export
import { open } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { actionInLine, hashOfAction, lineOfAction } from '../model/audit-chain.ts'
import type { HashedAction } from '../model/audit-chain.ts'
import { eachAction, listOperatorActions, readAuditHead, readChain } from '../store/operator-actions.ts'
import { UsageError } from './command.ts'
import type { Command, CommandResult, Options } from './command.ts'

const MOST_LISTED = 10_000
const LISTED_UNLESS_TOLD = 100

export const auditList: Command = {
  name: 'audit list',
  usage: '[--operator ID] [--limit 100]',
  means: 'list the calls operators made, newest first, also those that only read or were refused',
  options: { operator: { type: 'string' }, limit: { type: 'string' } },

  async run({ options, context }) {
    const operatorId = typeof options.operator === 'string' ? options.operator : undefined
    const data = await listOperatorActions(context.database.kysely, { operatorId, limit: limitOf(options) })
    const lines = data.map(({ at, operator_id, operator, operation, subject }) =>
      [at.toISOString(), operator_id, operator, operation, subject ?? ''].join('  ').trimEnd(),
    )
    return { data, lines }
  },
}

export const auditVerify: Command = {
  name: 'audit verify',
  usage: '[FILE.jsonl] [--since NUMBER:HASH]',
  means:
    'check the chain of what operators did, or an export of it, and that it still holds a head noted before; names the first altered row',
  options: { since: { type: 'string' } },

  async run({ options, context }) {
    const { kysely } = context.database
    const noted = notedHead(options)
    const read = await follow(eachAction(kysely), noted, 'whole')
    if (read.is === 'altered') return read.told
    const { last } = read
    // Rows that came since the last slice are in the head already.
    const head = await readAuditHead(kysely)
    if (head.number < last.number) return altered(head.number + 1, 'was added without the chain')
    const [next] = await readChain(kysely, last.number, 1)
    if (head.number > last.number && next === undefined) return altered(last.number + 1, 'is missing')
    return intact(read)
  },
}

/** `audit verify FILE`: the same of an export, which needs no database; one that begins later begins after --since. */
export async function verifyExport(args: readonly string[]): Promise<CommandResult> {
  const { path, options } = exportNamed(args)
  const noted = notedHead(options)
  try {
    const read = await follow(actionsIn(path), noted, 'anywhere')
    return read.is === 'altered' ? read.told : intact(read)
  } catch (error) {
    const why = error instanceof NoEntry ? `line ${error.line} is no entry of an export` : `${path} cannot be read`
    return { data: { error: why }, lines: [why], failed: true }
  }
}

function exportNamed(args: readonly string[]): { path: string; options: Options } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: auditVerify.options, allowPositionals: true })
    const [path, ...more] = positionals
    if (path !== undefined && more.length === 0) return { path, options: values }
  } catch {
    // The usage says it.
  }
  throw new UsageError(`usage: ceralacca ${auditVerify.name} ${auditVerify.usage}`)
}

class NoEntry extends Error {
  readonly line: number
  constructor(line: number) {
    super('no entry of an export')
    this.line = line
  }
}

async function* actionsIn(path: string): AsyncGenerator<HashedAction> {
  const file = await open(path)
  let line = 0
  for await (const text of file.readLines({ encoding: 'utf8' })) {
    line += 1
    const action = actionInLine(text)
    if (action === undefined) throw new NoEntry(line)
    yield action
  }
}

interface Head {
  number: number
  hash: Buffer
}

/** Before the first row there is nothing. */
const START: Head = { number: 0, hash: Buffer.alloc(0) }

interface Whole {
  is: 'whole'
  first: number
  last: Head
  isNotedThere: boolean
  /** Whether the hash before the first row was known, so that the first was checked too. */
  isAnchored: boolean
}

/** Follows the rows from one to the next; `whole`: from the first there ever was. An export may begin anywhere. */
async function follow(
  rows: AsyncIterable<HashedAction>,
  noted: Head | undefined,
  begins: 'whole' | 'anywhere',
): Promise<Whole | { is: 'altered'; told: CommandResult }> {
  const broken = (number: number, what: string) => ({ is: 'altered', told: altered(number, what) }) as const
  const read = { first: 0, isNotedThere: noted === undefined, isAnchored: true }
  let last: Head | undefined
  for await (const row of rows) {
    if (last !== undefined && row.number !== last.number + 1) return broken(last.number + 1, 'is missing')
    const before: Head | undefined = last ?? headBefore(row.number, noted)
    if (last === undefined) {
      if (begins === 'whole' && row.number !== 1) return broken(1, 'is missing')
      read.first = row.number
      read.isAnchored = before !== undefined
      read.isNotedThere ||= before === noted
    }
    if (before !== undefined && !hashOfAction(before.hash, row).equals(row.hash))
      return broken(row.number, 'was altered')
    if (row.number === noted?.number) {
      if (!noted.hash.equals(row.hash)) return broken(row.number, 'or one before it was altered')
      read.isNotedThere = true
    }
    last = row
  }
  return { is: 'whole', ...read, last: last ?? START }
}

/** What is known before the first row that is read. */
function headBefore(number: number, noted: Head | undefined): Head | undefined {
  if (number === 1) return START
  return noted?.number === number - 1 ? noted : undefined
}

function intact({ first, last, isNotedThere, isAnchored }: Whole): CommandResult {
  if (!isNotedThere) return altered(last.number + 1, 'is missing')
  const at = `${last.number}:${last.hash.toString('hex')}`
  const rows = last.number === 0 ? 0 : last.number - first + 1
  const unknown = isAnchored ? [] : [`row ${first} itself can be checked with --since ${first - 1}:HASH`]
  return { data: { rows, head: at }, lines: [`${rows} rows, none altered`, ...unknown, `head ${at}`] }
}

export const auditExport: Command = {
  name: 'audit export',
  usage: '[--after NUMBER]',
  means: 'print the whole chain as JSON lines, oldest first, or what comes after a row',
  options: { after: { type: 'string' } },

  async run({ options, context, say }) {
    for await (const action of eachAction(context.database.kysely, numberOf(options.after)))
      await say?.(lineOfAction(action))
    return { data: undefined, lines: [] }
  },
}

const altered = (number: number, what: string): CommandResult => ({
  data: { first_altered: number, what },
  lines: [`row ${number} ${what}`],
  failed: true,
})

function notedHead({ since }: Options): Head | undefined {
  if (since === undefined) return undefined
  const [, number, hash] = (typeof since === 'string' ? /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(since) : null) ?? []
  if (number === undefined || hash === undefined)
    throw new UsageError('--since must be NUMBER:HASH, as `audit verify` printed it')
  return { number: Number(number), hash: Buffer.from(hash, 'hex') }
}

function numberOf(text: Options[string] = '0'): number {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) throw new UsageError('--after must be the number of a row')
  return Number(text)
}

function limitOf({ limit = String(LISTED_UNLESS_TOLD) }: Options): number {
  const most = typeof limit === 'string' && /^[1-9]\d{0,4}$/.test(limit) ? Number(limit) : Number.NaN
  if (!(most <= MOST_LISTED)) throw new UsageError(`--limit must be a whole number from 1 to ${MOST_LISTED}`)
  return most
}
