// audit list|verify|export
import { hashOfAction } from '../model/audit-chain.ts'
import type { ChainedAction } from '../model/audit-chain.ts'
import type { Reader } from '../store/database.ts'
import { listOperatorActions, readAuditHead, readChain } from '../store/operator-actions.ts'
import { UsageError } from './command.ts'
import type { Command, CommandResult, Options } from './command.ts'

const MOST_LISTED = 10_000
const LISTED_UNLESS_TOLD = 100
const SLICE = 5_000

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
  usage: '[--since NUMBER:HASH]',
  means:
    'check the chain of what operators did, and that it still holds a head noted before; names the first altered row',
  options: { since: { type: 'string' } },

  async run({ options, context }) {
    const { kysely } = context.database
    const noted = notedHead(options)
    let last: { number: number; hash: Buffer } = { number: 0, hash: Buffer.alloc(0) }
    let isNotedThere = noted === undefined
    for await (const row of chain(kysely)) {
      if (row.number !== last.number + 1) return altered(last.number + 1, 'is missing')
      if (!hashOfAction(last.hash, row).equals(row.hash)) return altered(row.number, 'was altered')
      if (row.number === noted?.number) {
        if (row.hash.toString('hex') !== noted.hash) return altered(row.number, 'or one before it was altered')
        isNotedThere = true
      }
      last = row
    }
    // Rows that came since the last slice are in the head already.
    const head = await readAuditHead(kysely)
    if (head.number < last.number) return altered(head.number + 1, 'was added without the chain')
    const [next] = await readChain(kysely, last.number, 1)
    if (head.number > last.number && next === undefined) return altered(last.number + 1, 'is missing')
    if (!isNotedThere) return altered(last.number + 1, 'is missing')
    const at = `${last.number}:${last.hash.toString('hex')}`
    return { data: { rows: last.number, head: at }, lines: [`${last.number} rows, none altered`, `head ${at}`] }
  },
}

export const auditExport: Command = {
  name: 'audit export',
  usage: '[--after NUMBER]',
  means: 'print the whole chain as JSON lines, oldest first, or what comes after a row',
  options: { after: { type: 'string' } },

  async run({ options, context, say }) {
    for await (const { at_us, hash, ...row } of chain(context.database.kysely, numberOf(options.after))) {
      const at = new Date(Number(at_us) / 1_000).toISOString()
      await say?.(JSON.stringify({ ...row, at, hash: hash.toString('hex') }))
    }
    return { data: undefined, lines: [] }
  },
}

/** The rows of the chain in its order, read in slices. */
async function* chain(db: Reader, after = 0): AsyncGenerator<ChainedAction & { hash: Buffer }> {
  for (let last = after; ;) {
    const slice = await readChain(db, last, SLICE)
    yield* slice
    last = slice.at(-1)?.number ?? last
    if (slice.length < SLICE) return
  }
}

const altered = (number: number, what: string): CommandResult => ({
  data: { first_altered: number, what },
  lines: [`row ${number} ${what}`],
  failed: true,
})

function notedHead({ since }: Options): { number: number; hash: string } | undefined {
  if (since === undefined) return undefined
  const [, number, hash] = (typeof since === 'string' ? /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(since) : null) ?? []
  if (number === undefined || hash === undefined)
    throw new UsageError('--since must be NUMBER:HASH, as `audit verify` printed it')
  return { number: Number(number), hash }
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
