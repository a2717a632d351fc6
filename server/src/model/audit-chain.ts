// The chain of what operators did: what the hash of a row covers (server/migrations/0038-audit-chain.sql writes the same).
import { createHash } from 'node:crypto'
import { parseJsonObject } from './strict-json.ts'

/** A row of the audit trail, as far as its hash covers it. */
export interface ChainedAction {
  /** From 1, without a gap. */
  number: number
  operator_id: string
  token_id: string
  operation: string
  subject: string | null
  request_id: string
  /** Microseconds since 1970, as text. */
  at_us: string
}

/** The hash of a row after the one with that hash: SHA-256, 32 bytes; nothing comes before the first. */
export function hashOfAction(before: Uint8Array, action: ChainedAction): Buffer {
  const { number, operator_id, token_id, operation, subject, request_id, at_us } = action
  const fields = [String(number), operator_id, token_id, operation, subject, request_id, at_us]
  return createHash('sha256').update(before).update(fields.map(chainText).join(',')).digest()
}

/** With its length before it, so that no two lists of fields are one text. */
const chainText = (field: string | null) => (field === null ? '-' : `${Buffer.byteLength(field)}:${field}`)

/** A row with its hash, as it is kept. */
export interface HashedAction extends ChainedAction {
  hash: Buffer
}

/** A row as a line of an export. */
export function lineOfAction({ number, at_us, hash, ...row }: HashedAction): string {
  const { operator_id, token_id, operation, subject, request_id } = row
  const named = { number, operator_id, token_id, operation, subject, request_id }
  return JSON.stringify({ ...named, at: momentOf(at_us), hash: hash.toString('hex') })
}

/** The row of such a line; undefined for what is none. */
export function actionInLine(line: string): HashedAction | undefined {
  const given = parseJsonObject(line)
  if (given === undefined) return undefined
  const { number, subject, hash } = given
  const [operator_id, token_id, operation, request_id] = [
    given.operator_id,
    given.token_id,
    given.operation,
    given.request_id,
  ]
  const at_us = microsecondsOf(given.at)
  if (!isText(operator_id) || !isText(token_id) || !isText(operation) || !isText(request_id)) return undefined
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || at_us === undefined) return undefined
  if (!(subject === null || isText(subject)) || !isText(hash) || !/^[0-9a-f]{64}$/.test(hash)) return undefined
  const named = { number, operator_id, token_id, operation, subject, request_id }
  return { ...named, at_us, hash: Buffer.from(hash, 'hex') }
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** To the millisecond, or to the microsecond where that is not all. */
function momentOf(at_us: string): string {
  const us = BigInt(at_us)
  const text = new Date(Number(us / 1000n)).toISOString()
  const rest = us % 1000n
  return rest === 0n ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}

function microsecondsOf(text: unknown): string | undefined {
  const [, whole = '', rest = '0'] = isText(text)
    ? (/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})?Z$/.exec(text) ?? [])
    : []
  const ms = new Date(`${whole}Z`).getTime()
  return Number.isNaN(ms) ? undefined : String(BigInt(ms) * 1000n + BigInt(rest))
}
