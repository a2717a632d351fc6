// The chain of what operators did: what the hash of a row covers (server/migrations/0038-audit-chain.sql writes the same).
import { createHash } from 'node:crypto'

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
