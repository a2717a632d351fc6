// Answers kept for requests that may come again.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'
import { andOf } from './population.ts'
import type { Population } from './population.ts'

export interface KeptAnswer {
  request_hash: Buffer
  version: number | null
  /** What the envelope carried, sealed where it shows a secret; null while the first request is still running. */
  answer: { data: unknown; message?: string; root?: Record<string, unknown> } | { sealed: string } | null
  kept_at: Date
}

/** How long an Idempotency-Key is remembered. */
export const KEYS_KEPT_FOR_MS = 30 * 86_400_000

export type AnswerKind = 'key' | 'renewal'

/** Locks a key until the transaction ends; false when another request holds it. */
export async function lockKey(tx: Writer, ownerId: string, key: string): Promise<boolean> {
  const locked = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${ownerId} ${key}`}, 0)) as locked`.execute(tx)
  return locked.rows[0]?.locked === true
}

// Longer than any call takes. While a provider is asked, a claim has no end.
const claimHolds = sql`(claimed_at > clock_timestamp() - interval '1 hour' or exists (
  select from provider_operations o where o.state = 'pending' and o.account_id = owner_id and o.key = kept_answers.key))`

/** The answer kept under a key since `since`, or that its request is still running. */
export async function findKeptAnswer(
  db: Reader,
  asked: { ownerId: string; kind: AnswerKind; key: string; since: Date },
): Promise<KeptAnswer | undefined> {
  const found = await sql<KeptAnswer>`
    select request_hash, version, answer, kept_at from kept_answers
    where owner_id = ${asked.ownerId} and kind = ${asked.kind} and key = ${asked.key}
      and case when answer is null then ${claimHolds} else kept_at > ${asked.since} end`.execute(db)
  return found.rows[0]
}

/** Keeps an answer, in place of an older one under the same key. */
export async function keepAnswer(
  tx: Writer,
  kept: { ownerId: string; kind: AnswerKind; key: string; version?: number } & Omit<KeptAnswer, 'version' | 'kept_at'>,
  now: Date,
): Promise<void> {
  await sql`
    insert into kept_answers (owner_id, kind, key, request_hash, version, answer, kept_at, claimed_at)
    values (${kept.ownerId}, ${kept.kind}, ${kept.key}, ${kept.request_hash}, ${kept.version ?? null},
      ${kept.answer === null ? null : JSON.stringify(kept.answer)}, ${now},
      ${kept.answer === null ? sql`clock_timestamp()` : null})
    on conflict (owner_id, kind, key) do update
    set request_hash = excluded.request_hash, version = excluded.version, answer = excluded.answer,
      kept_at = excluded.kept_at, claimed_at = excluded.claimed_at`.execute(tx)
}

/** Forgets what is kept under one key. */
export async function forgetAnswer(
  tx: Writer,
  { ownerId, kind, key }: { ownerId: string; kind: AnswerKind; key: string },
): Promise<void> {
  await sql`delete from kept_answers where owner_id = ${ownerId} and kind = ${kind} and key = ${key}`.execute(tx)
}

/** Claims are not forgotten by the product's clock, which leaps; only those that no longer hold. */
const isForgettable = sql`(answer is not null or not ${claimHolds})`

/** Forgets answers kept before `before`, at most `limit`; how many it forgot. */
export async function forgetAnswers(db: Reader, whose: Population, before: Date, limit: number): Promise<number> {
  const gone = await sql`
    delete from kept_answers where (owner_id, kind, key) in (
      select owner_id, kind, key from kept_answers
      where kept_at <= ${before} and ${isForgettable} ${andOf(whose, 'owner_id')} order by kept_at limit ${limit}
    )`.execute(db)
  return Number(gone.numAffectedRows ?? 0n)
}

/** When the oldest answer was kept. */
export async function oldestKeptAnswer(db: Reader, whose: Population): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(kept_at) as at from kept_answers where ${isForgettable} ${andOf(whose, 'owner_id')}`.execute(db)
  return found.rows[0]?.at ?? undefined
}
