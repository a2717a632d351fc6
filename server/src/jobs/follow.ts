// How jobs follow resources that wait for a provider. One that answers in process is asked within the transaction that
// applies its answer, for a whole batch; a remote one is asked outside any transaction, about resources taken in hand.
import type { Context } from '../context.ts'
import { inOrderOfWallets } from '../ledger/ledger.ts'
import type { StoredDocuments } from '../documents/stored-documents.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { withDeadline } from '../provider-operations/run.ts'
import type { Answer } from '../providers/port/answer.ts'
import type { Capability } from '../providers/port/capabilities.ts'
import { checkAgainAt, checkManyAgainAt, claimDueForCheck, lockDueForCheck, nextCheck } from '../store/resource.ts'
import type { Due, Resource, ResourceRow } from '../store/resource.ts'
import type { JobName } from '../store/wake-ups.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { batchSize, earliest } from './job.ts'
import type { Asking } from './job.ts'
import { askInTurns, nextTurn } from './remote-turns.ts'

const AT_ONCE = 20
const ASK_AGAIN_MS = 60_000
const SOONEST_MS = 1_000
const ANSWERED_WITHIN_MS = 10_000
/** How long a resource is in hand; longer than its provider is waited for. */
export const HELD_FOR_MS = 12_000

/** How a kind of resource is followed. */
export interface Following<Row extends ResourceRow, Decision> {
  job: JobName
  resource: Resource<Row>
  /** What it is for providers. */
  operation: Capability
  /** The provider's answer; undefined when there is no provider to ask. */
  ask(row: Row, now: Date): Promise<Answer<Decision>> | undefined
  /** Stores the documents a decision brings, before it is applied; one of a provider in process brings none. */
  store?(row: Row, decision: Decision): Promise<StoredDocuments | undefined>
  /** Applies a decision to the row, which is locked and has nothing pending. */
  apply(unit: UnitOfWork, row: Row, decision: Decision, stored?: StoredDocuments): Promise<unknown>
}

/** When a resource is next due to be asked about, at a provider that may be asked. */
export async function nextFollow<Row extends ResourceRow, Decision>(
  context: Context,
  { resource, ...turns }: Following<Row, Decision>,
  since?: Date,
): Promise<Date | undefined> {
  const { kysely } = context.database
  const inProcess = await nextCheck(kysely, context.whose(), resource, context.providers.inProcess, since)
  return earliest([
    inProcess,
    await nextTurn(context, turns, (names) => nextCheck(kysely, context.whose(), resource, names)),
  ])
}

/** Follows a batch of what is due now, and not before `since`; returns how many were asked about. */
export async function followDue<Row extends ResourceRow, Decision>(
  context: Context,
  following: Following<Row, Decision>,
  since?: Date,
  asking?: Asking,
): Promise<number> {
  const now = context.clock.now()
  const heldUntil = new Date(now.getTime() + HELD_FOR_MS)
  const { job, operation, resource } = following
  const whose = context.whose()
  const claim = (provider: string, limit: number) =>
    claimDueForCheck(context.database.kysely, resource, { whose, provider, until: now, limit, heldUntil })
  const ask = async (rows: Row[]) => {
    const heard = await Promise.all(rows.map((row) => followOne(context, following, row, now)))
    return heard.filter(Boolean).length
  }
  const remote = await askInTurns(context, { job, operation, claim, ask }, asking)
  let followed = 0
  for (const provider of context.providers.inProcess) {
    const due = { whose, since, until: now, limit: batchSize(context, now), provider }
    followed += await followBatch(context, following, due).catch((error: unknown) => {
      context.metrics.recovered('batch taken apart')
      context.outages.report(error, () => context.log.warn({ err: error }, 'a batch failed and is tried one by one'))
      return followOneByOne(context, following, provider, now)
    })
  }
  return followed + remote
}

function followBatch<Row extends ResourceRow, Decision>(
  context: Context,
  { resource, ask, apply }: Following<Row, Decision>,
  due: Due,
): Promise<number> {
  const now = due.until
  return unitOfWork(context, async (unit) => {
    const rows = await lockDueForCheck(unit.db, resource, due)
    const again: { row: Row; at: Date | null }[] = []
    rows.sort(inOrderOfWallets)
    for (const row of rows) {
      const answer = await ask(row, now)
      if (answer?.is === 'done') await apply(unit, row, answer.value)
      else again.push({ row, at: askAgainAt(answer, now) })
    }
    await checkManyAgainAt(unit.db, resource, again)
    return rows.length
  })
}

/** One that cannot be followed is put off, so that the others are. */
async function followOneByOne<Row extends ResourceRow, Decision>(
  context: Context,
  following: Following<Row, Decision>,
  provider: string,
  now: Date,
): Promise<number> {
  const heldUntil = new Date(now.getTime() + ASK_AGAIN_MS)
  const claim = { whose: context.whose(), provider, until: now, limit: AT_ONCE, heldUntil }
  const rows = await claimDueForCheck(context.database.kysely, following.resource, claim)
  for (const row of rows) await followOne(context, following, row, now)
  return rows.length
}

/** Whether a resource in hand was heard of; a failure is logged and leaves it due when it is in hand no more. */
async function followOne<Row extends ResourceRow, Decision>(
  context: Context,
  { resource, ask, store, apply }: Following<Row, Decision>,
  row: Row,
  now: Date,
): Promise<boolean> {
  try {
    const asked = ask(row, now)
    const about = { provider: row.provider, operation: `follow ${resource.kind}` }
    const answer = asked && (await withDeadline(context, about, () => asked, ANSWERED_WITHIN_MS))
    await using stored = answer?.is === 'done' ? await store?.(row, answer.value) : undefined
    await unitOfWork(context, async (unit) => {
      const locked = await lockIdle(unit, resource, row.id, row.version)
      if (locked.is !== 'idle') return
      if (answer?.is === 'done') await apply(unit, locked.row, answer.value, stored)
      else await checkAgainAt(unit.db, resource, locked.row, askAgainAt(answer, now))
    })
    return answer === undefined || answer.is === 'done' || answer.is === 'pending'
  } catch (error) {
    context.outages.report(error, () =>
      context.log.error({ err: error, kind: resource.kind, id: row.id }, 'could not be followed'),
    )
    return false
  }
}

/** When to ask again: never where there is nobody to ask, in a while where it was silent, and not before a second. */
function askAgainAt(answer: Answer<unknown> | undefined, now: Date): Date | null {
  if (answer === undefined) return null
  const soonest = now.getTime() + SOONEST_MS
  const wanted = answer.is === 'pending' ? answer.askAgainAt.getTime() : now.getTime() + ASK_AGAIN_MS
  return new Date(Math.max(wanted || 0, soonest))
}
