// What is asked of providers and how it goes, shared by all processes: pauses, breakers, budgets, and counts by minute
// (docs/decisions/0028-breakers-are-rows.md).
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'
import { noteOperatorEvents } from './operator-events.ts'

/** One kind of question at one provider, such as `mailboxes.renew`. */
export interface Asked {
  provider: string
  operation: string
}

/** How a provider stands with one operation. */
export interface Gate {
  provider: string
  paused: boolean
  /** In a row; null without a breaker. */
  failures: number | null
  /** When a question may try again; null while the breaker is closed. */
  try_at: Date | null
  /** From when on the next question is within the budget; null before the first. */
  next_at: Date | null
}

/** How each of those providers stands with an operation. */
export async function readGates(db: Reader, providers: readonly string[], operation: string): Promise<Gate[]> {
  const found = await sql<Gate>`
    select n.provider, p.provider is not null as paused, b.failures, b.try_at, g.next_at
    from unnest(${[...providers]}::text[]) as n (provider)
    left join provider_pauses p on p.provider = n.provider
    left join provider_breakers b on b.provider = n.provider and b.operation = ${operation}
    left join provider_budgets g on g.provider = n.provider`.execute(db)
  return found.rows
}

/** Claims the next try of an open breaker until `heldUntil`; false while it is not due, or another has claimed it. */
export async function claimTry(
  db: Reader,
  { provider, operation }: Asked,
  now: Date,
  heldUntil: Date,
): Promise<boolean> {
  const claimed = await sql`
    update provider_breakers set try_at = ${heldUntil}
    where provider = ${provider} and operation = ${operation} and try_at <= ${now}`.execute(db)
  return claimed.numAffectedRows === 1n
}

export interface Failure extends Asked {
  /** In our words. */
  cause: string
  /** How many in a row open the breaker. */
  opensAfter: number
  /** Whether it was the try of an open breaker. */
  isTry: boolean
  /** How long nothing is asked after so many tries. */
  pauseMs(tries: number): number
}

/** Notes a failure; returns whether it opened the breaker, of which the operators are told. */
export async function noteFailure(tx: Writer, failure: Failure, now: Date): Promise<boolean> {
  const { provider, operation, cause, opensAfter, isTry, pauseMs } = failure
  await sql`
    insert into provider_breakers (provider, operation, failures, cause) values (${provider}, ${operation}, 0, ${cause})
    on conflict do nothing`.execute(tx)
  const found = await sql<{ failures: number; opened_at: Date | null; try_at: Date | null; tries: number }>`
    select failures, opened_at, try_at, tries from provider_breakers
    where provider = ${provider} and operation = ${operation} for update`.execute(tx)
  const before = found.rows[0]
  if (before === undefined) return false
  const failures = before.failures + 1
  const opens = before.opened_at === null && failures >= opensAfter
  const tries = before.tries + (isTry ? 1 : 0)
  const again = opens || isTry ? new Date(now.getTime() + pauseMs(tries)) : before.try_at
  await sql`
    update provider_breakers set failures = ${failures}, cause = ${cause}, tries = ${tries},
      opened_at = ${opens ? now : before.opened_at}, try_at = ${again}
    where provider = ${provider} and operation = ${operation}`.execute(tx)
  const detail = { operation, cause, failures, try_at: again }
  if (opens) await noteOperatorEvents(tx, [{ kind: 'breaker-opened', subject: provider, detail, at: now }])
  return opens
}

/** Forgets the failures of what succeeds again; returns whether that closed an open breaker. */
export async function noteSuccess(tx: Writer, { provider, operation }: Asked, now: Date): Promise<boolean> {
  const gone = await sql<{ opened_at: Date | null }>`
    delete from provider_breakers where provider = ${provider} and operation = ${operation}
    returning opened_at`.execute(tx)
  const opened_at = gone.rows[0]?.opened_at ?? null
  if (opened_at === null) return false
  const detail = { operation, opened_at }
  await noteOperatorEvents(tx, [{ kind: 'breaker-closed', subject: provider, detail, at: now }])
  return true
}

/** A budget: one call every so many milliseconds, or so many at once after a pause. */
export interface Budget {
  everyMs: number
  atOnce: number
}

/**
 * Takes one call of a provider's budget; returns undefined when it may be made now, otherwise when the next may.
 */
export async function takeCall(
  db: Reader,
  provider: string,
  { everyMs, atOnce }: Budget,
  now: Date,
): Promise<Date | undefined> {
  const everySeconds = everyMs / 1_000
  const stale = staleAfter(everyMs, now)
  const earliest = new Date(now.getTime() - everyMs * (atOnce - 1))
  const taken = await sql`
    insert into provider_budgets as b (provider, next_at)
    values (${provider}, ${earliest}::timestamptz + make_interval(secs => ${everySeconds}))
    on conflict (provider) do update
      set next_at = greatest(${earliest}, least(b.next_at, ${now})) + make_interval(secs => ${everySeconds})
    where b.next_at <= ${now} or b.next_at > ${stale}`.execute(db)
  if (taken.numAffectedRows === 1n) return undefined
  const found = await sql<{ next_at: Date }>`
    select next_at from provider_budgets where provider = ${provider}`.execute(db)
  return found.rows[0]?.next_at ?? stale
}

/** A budget whose next call is later than that is left of a clock that stood ahead; clocks of processes differ by less. */
export const staleAfter = (everyMs: number, now: Date) => new Date(now.getTime() + everyMs + 60_000)

/** Calls and failures of a minute. */
export interface Counted extends Asked {
  minute: Date
  calls: number
  failures: number
}

/** Adds counts, and forgets those from before `forgetBefore`. */
export async function addCalls(db: Reader, counts: readonly Counted[], forgetBefore: Date): Promise<void> {
  const list = <T>(of: (count: Counted) => T) => counts.map(of)
  await sql`
    insert into provider_calls as c (provider, operation, minute, calls, failures)
    select * from unnest(
      ${list((one) => one.provider)}::text[], ${list((one) => one.operation)}::text[],
      ${list((one) => one.minute)}::timestamptz[], ${list((one) => one.calls)}::int[],
      ${list((one) => one.failures)}::int[]) as n (provider, operation, minute, calls, failures)
    order by provider, operation, minute
    on conflict (provider, operation, minute) do update
      set calls = c.calls + excluded.calls, failures = c.failures + excluded.failures`.execute(db)
  await sql`delete from provider_calls where minute < ${forgetBefore}`.execute(db)
}

/** Calls and failures since a moment, by provider and operation, with their breaker where there is one. */
export interface OperationReport extends Asked {
  calls: number
  failures: number
  failures_in_a_row: number
  cause: string | null
  opened_at: Date | null
  try_at: Date | null
}

/** How every operation went since a moment; those not asked and without a breaker are missing. */
export async function readOperations(db: Reader, since: Date): Promise<OperationReport[]> {
  const found = await sql<OperationReport>`
    select provider, operation, coalesce(c.calls, 0)::int as calls, coalesce(c.failures, 0)::int as failures,
      coalesce(b.failures, 0) as failures_in_a_row, b.cause, b.opened_at, b.try_at
    from (
      select provider, operation, sum(calls) as calls, sum(failures) as failures from provider_calls
      where minute >= ${since} group by provider, operation) c
    full join provider_breakers b using (provider, operation)
    order by provider, operation`.execute(db)
  return found.rows
}

/** Questions about progress asked in the minutes that began since a moment, by provider. */
export async function countProgress(db: Reader, since: Date): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ provider: string; calls: number }>`
    select provider, sum(calls)::int as calls from provider_calls
    where minute > ${since} and (operation like '%.status' or operation like 'reads.%') group by provider`.execute(db)
  return new Map(found.rows.map(({ provider, calls }) => [provider, calls]))
}

export interface Pause {
  provider: string
  reason: string
  operator_id: string
  operator: string
  paused_at: Date
}

/** Who paused which providers and why. */
export async function readPauses(db: Reader): Promise<Pause[]> {
  const found = await sql<Pause>`
    select p.provider, p.reason, p.operator_id, o.name as operator, p.paused_at
    from provider_pauses p join operators o on o.id = p.operator_id`.execute(db)
  return found.rows
}

/** Breakers that are open, in all processes. */
export async function openBreakers(db: Reader): Promise<Asked[]> {
  const found = await sql<Asked>`
    select provider, operation from provider_breakers where opened_at is not null`.execute(db)
  return found.rows
}

/** Pauses a provider, or gives the pause it has another reason. */
export async function pauseProvider(
  tx: Writer,
  { provider, reason, operatorId }: { provider: string; reason: string; operatorId: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into provider_pauses (provider, reason, operator_id, paused_at)
    values (${provider}, ${reason}, ${operatorId}, ${now})
    on conflict (provider) do update set reason = excluded.reason, operator_id = excluded.operator_id`.execute(tx)
  const detail = { reason, operator: operatorId }
  await noteOperatorEvents(tx, [{ kind: 'provider-paused', subject: provider, detail, at: now }])
}

/** Ends a pause and closes every breaker of the provider; false when there was neither. */
export async function resumeProvider(
  tx: Writer,
  { provider, operatorId }: { provider: string; operatorId: string },
  now: Date,
): Promise<boolean> {
  const pauses = await sql`delete from provider_pauses where provider = ${provider}`.execute(tx)
  const breakers = await sql<{ operation: string; opened_at: Date | null }>`
    delete from provider_breakers where provider = ${provider} returning operation, opened_at`.execute(tx)
  const closed = breakers.rows.filter(({ opened_at }) => opened_at !== null).map(({ operation }) => operation)
  if (pauses.numAffectedRows === 0n && closed.length === 0) return false
  const detail = { operator: operatorId, closed }
  await noteOperatorEvents(tx, [{ kind: 'provider-resumed', subject: provider, detail, at: now }])
  return true
}
