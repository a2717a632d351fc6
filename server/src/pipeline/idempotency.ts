// A request that comes again is answered as the first time, and pays once.
import { createHash } from 'node:crypto'
import type { Principal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import type { Sealer } from '../documents/keyring.ts'
import { sha256InPieces } from '../documents/pieces.ts'
import { refusalIn } from '../errors/refusal.ts'
import type { Space } from '../errors/spaces.ts'
import { parseItalianDate } from '../model/italian-date.ts'
import { forgetAnswer, findKeptAnswer, keepAnswer, KEYS_KEPT_FOR_MS, lockKey } from '../store/kept-answers.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { ownerOf } from './access.ts'
import type { AnyContext, AnyWrite, Answered, Call, Renewal } from './operation.ts'

/** A request with an Idempotency-Key: whose it is, the key, and what tells this request from another. */
export interface Repeatable {
  space: Space
  ownerId: string
  key: string
  requestHash: Buffer
  /** Set where the answer shows a secret. */
  sealer?: Sealer | undefined
}

type KeyedCall = { route: string; space: Space; showsSecret?: boolean; isUnrepeatable?: true }

/** The key of a call (1 to 255 printable characters, bare or quoted), if it has one. Refuses 108. */
export async function keyOf(
  { route, space, showsSecret, isUnrepeatable }: KeyedCall,
  call: Call,
  context: Context,
): Promise<{ of(principal: Principal): Repeatable } | undefined> {
  const header = call.idempotencyKey
  if (header === undefined || isUnrepeatable === true) return undefined
  const key = /^"(.*)"$/s.exec(header)?.[1] ?? header
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw refusalIn(space, 108)
  const body = call.body === undefined ? '' : await sha256InPieces(call.body)
  const parts = [route, JSON.stringify(call.params), JSON.stringify(call.query), body]
  const sealer = showsSecret === true ? context.sealer : undefined
  return {
    of(principal) {
      // What one member was answered, such as a token, is not for another.
      const member = principal.role === 'account' && principal.memberId !== undefined ? [principal.memberId] : []
      const requestHash = createHash('sha256')
        .update([...parts, ...member].join('\n'))
        .digest()
      // Keys of strangers must not meet: whoever sends the same request with the same key is the same stranger.
      const ownerId = principal.role === 'anybody' ? requestHash.toString('hex') : ownerOf(principal)
      return { space, ownerId, key, requestHash, sealer }
    },
  }
}

/** The first answer to a key, if it was answered. Refuses 107 while the first still runs, 106 for another request. */
export async function answeredBefore(unit: UnitOfWork, repeatable: Repeatable): Promise<Answered | undefined> {
  const { space, ownerId, key, requestHash } = repeatable
  if (!(await lockKey(unit.db, ownerId, key))) throw refusalIn(space, 107)
  const since = new Date(unit.now.getTime() - KEYS_KEPT_FOR_MS)
  const kept = await findKeptAnswer(unit.db, { ownerId, kind: 'key', key, since })
  if (kept === undefined) return undefined
  if (!requestHash.equals(kept.request_hash)) throw refusalIn(space, 106)
  if (kept.answer === null) throw refusalIn(space, 107)
  return { ...openAnswer(repeatable, kept.answer), replayed: true }
}

/** Notes that a request under the key is running; until its answer is kept, it is refused 107. */
export function claimKey(unit: UnitOfWork, { ownerId, key, requestHash }: Repeatable): Promise<void> {
  return keepAnswer(unit.db, { ownerId, kind: 'key', key, request_hash: requestHash, answer: null }, unit.now)
}

/** Forgets a claim whose request came to nothing. */
export function releaseKey(unit: UnitOfWork, { ownerId, key }: Repeatable): Promise<void> {
  return forgetAnswer(unit.db, { ownerId, kind: 'key', key })
}

/** Keeps the answer to a key, in the transaction of its effect; what is no data is not kept, and its key free again. */
export async function rememberAnswer(
  unit: UnitOfWork,
  { ownerId, key, requestHash, sealer }: Omit<Repeatable, 'space'>,
  answered: Answered,
): Promise<void> {
  if (!('data' in answered)) return forgetAnswer(unit.db, { ownerId, kind: 'key', key })
  const plain = bare(answered)
  const answer =
    sealer === undefined ? plain : { sealed: sealer.sealText(sealedFor(ownerId, key), JSON.stringify(plain)) }
  await keepAnswer(unit.db, { ownerId, kind: 'key', key, request_hash: requestHash, answer }, unit.now)
}

/** The renewal a call makes, if it is one; for the guard, another expiry in Renewal-From makes another request. */
export function renewalOf({ renewal }: Pick<AnyWrite, 'renewal'>, op: AnyContext): Renewal | undefined {
  const { renewalFrom } = op
  const made = renewal?.(op)
  return made === undefined || renewalFrom === undefined ? made : { ...made, key: `${made.key} from ${renewalFrom}` }
}

/** Refuses a renewal whose caller believes in another expiry (128), or wrote no date (110). */
export function mustBeFrom(
  { space }: { space: Space },
  { expiry }: Renewal,
  { renewalFrom }: Pick<AnyContext, 'renewalFrom'>,
): void {
  if (renewalFrom === undefined || renewalFrom === expiry) return
  if (parseItalianDate(renewalFrom) === undefined) throw refusalIn(space, 110, { field: 'Renewal-From' })
  throw refusalIn(space, 128, { expiry })
}

/** The answer to the same renewal made within the guard's window, if nothing else happened to the resource since. */
export async function renewedJustNow(
  unit: UnitOfWork,
  { accountId: ownerId, key, version }: Renewal,
  guardSeconds: number,
): Promise<Answered | undefined> {
  if (guardSeconds === 0) return undefined
  const since = new Date(unit.now.getTime() - guardSeconds * 1000)
  const kept = await findKeptAnswer(unit.db, { ownerId, kind: 'renewal', key, since })
  if (kept?.version !== version || kept.answer === null || 'sealed' in kept.answer) return undefined
  return { ...kept.answer, replayed: true }
}

/** Notes a renewal for the guard; a move raises the version by one. */
export async function rememberRenewal(unit: UnitOfWork, renewal: Renewal, answered: Answered): Promise<void> {
  if (!('data' in answered)) return
  const { accountId: ownerId, key, version } = renewal
  const request_hash = Buffer.alloc(0)
  const answer = bare(answered)
  await keepAnswer(unit.db, { ownerId, kind: 'renewal', key, version: version + 1, request_hash, answer }, unit.now)
}

const bare = ({ data, message, root }: KeptData): KeptData => ({
  data,
  ...(message && { message }),
  ...(root && { root }),
})

const sealedFor = (ownerId: string, key: string) => `answer:${ownerId}:${key}`

type KeptData = { data: unknown; message?: string; root?: Record<string, unknown> }

function openAnswer({ ownerId, key, sealer }: Repeatable, answer: KeptData | { sealed: string }): KeptData {
  if (!('sealed' in answer)) return answer
  if (sealer === undefined) throw new TypeError('a sealed answer belongs to a call that shows a secret')
  const opened: KeptData = JSON.parse(sealer.openText(sealedFor(ownerId, key), answer.sealed))
  return opened
}
