// Rung 4: a request that comes again is answered as the first time, and pays once.
import { createHash } from 'node:crypto'
import { sha256InPieces } from '../documents/pieces.ts'
import { refusal } from '../errors/refusal.ts'
import { findKeptAnswer, keepAnswer, KEYS_KEPT_FOR_MS, lockKey } from '../store/kept-answers.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Answered, Call, Renewal } from './operation.ts'

/** A request with an Idempotency-Key: the key, and what tells this request from another. */
export interface Repeatable {
  accountId: string
  key: string
  requestHash: Buffer
}

/** The key of a call (1 to 255 printable characters, bare or quoted), if it has one. Refuses 108. */
export async function keyOf(route: string, call: Call): Promise<{ key: string; requestHash: Buffer } | undefined> {
  const header = call.idempotencyKey
  if (header === undefined) return undefined
  const key = /^"(.*)"$/s.exec(header)?.[1] ?? header
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw refusal(108)
  const body = call.body === undefined ? '' : await sha256InPieces(call.body)
  const parts = [route, JSON.stringify(call.params), JSON.stringify(call.query), body]
  return { key, requestHash: createHash('sha256').update(parts.join('\n')).digest() }
}

/** The first answer to a key, if it was answered. Refuses 107 while the first still runs, 106 for another request. */
export async function answeredBefore(unit: UnitOfWork, repeatable: Repeatable): Promise<Answered | undefined> {
  const { accountId, key, requestHash } = repeatable
  if (!(await lockKey(unit.db, accountId, key))) throw refusal(107)
  const since = new Date(unit.now.getTime() - KEYS_KEPT_FOR_MS)
  const kept = await findKeptAnswer(unit.db, { accountId, kind: 'key', key, since })
  if (kept === undefined) return undefined
  if (!requestHash.equals(kept.request_hash)) throw refusal(106)
  return { ...kept.answer, replayed: true }
}

/** Keeps the answer to a key, in the transaction of its effect. */
export async function rememberAnswer(unit: UnitOfWork, repeatable: Repeatable, answered: Answered): Promise<void> {
  if (!('data' in answered)) return
  const { accountId, key, requestHash } = repeatable
  await keepAnswer(
    unit.db,
    { accountId, kind: 'key', key, request_hash: requestHash, answer: bare(answered) },
    unit.now,
  )
}

/** The answer to the same renewal made within the guard's window, if nothing else happened to the subject since. */
export async function renewedJustNow(
  unit: UnitOfWork,
  { accountId, key, version }: Renewal,
  guardSeconds: number,
): Promise<Answered | undefined> {
  if (guardSeconds === 0) return undefined
  const since = new Date(unit.now.getTime() - guardSeconds * 1000)
  const kept = await findKeptAnswer(unit.db, { accountId, kind: 'renewal', key, since })
  return kept?.version === version ? { ...kept.answer, replayed: true } : undefined
}

/** Notes a renewal for the guard; a move raises the version by one. */
export async function rememberRenewal(unit: UnitOfWork, renewal: Renewal, answered: Answered): Promise<void> {
  if (!('data' in answered)) return
  const { accountId, key, version } = renewal
  const request_hash = Buffer.alloc(0)
  const answer = bare(answered)
  await keepAnswer(unit.db, { accountId, kind: 'renewal', key, version: version + 1, request_hash, answer }, unit.now)
}

const bare = ({ data, message }: { data: unknown; message?: string }) => ({ data, ...(message && { message }) })
