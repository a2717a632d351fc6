// How jobs follow resources that wait for a provider. One that answers in process is asked within the transaction that
// applies its answer, for a whole batch; a remote one is asked outside any transaction, about resources taken in hand.
import type { Context } from '../context.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { withDeadline } from '../provider-operations/run.ts'
import type { Answer } from '../providers/port/answer.ts'
import { checkAgainAt, checkManyAgainAt, claimDueForCheck, lockDueForCheck } from '../store/resource.ts'
import type { Due, Resource, ResourceRow } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { batchSize } from './job.ts'

const AT_ONCE = 20
const ASK_AGAIN_MS = 60_000
const SOONEST_MS = 1_000
const ANSWERED_WITHIN_MS = 10_000
/** How long a resource is in hand; longer than its provider is waited for. */
export const HELD_FOR_MS = 12_000

/** How a kind of resource is followed. */
export interface Following<Row extends ResourceRow, Decision> {
  resource: Resource<Row>
  /** The provider's answer; undefined when there is no provider to ask. */
  ask(row: Row, now: Date): Promise<Answer<Decision>> | undefined
  /** Applies a decision to the row, which is locked and has nothing pending. */
  apply(unit: UnitOfWork, row: Row, decision: Decision): Promise<unknown>
}

/** Follows a batch of what is due now, and not before `since`; returns how many were asked about. */
export async function followDue<Row extends ResourceRow, Decision>(
  context: Context,
  following: Following<Row, Decision>,
  since?: Date,
): Promise<number> {
  const now = context.clock.now()
  const due = { since, until: now, limit: batchSize(context, now), providers: context.providers.inProcess }
  const inProcess = await followBatch(context, following, due).catch((error: unknown) => {
    context.outages.report(error, () => context.log.warn({ err: error }, 'a batch failed and is tried one by one'))
    return followOneByOne(context, following, now)
  })
  return inProcess + (await followRemotely(context, following, now))
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
  now: Date,
): Promise<number> {
  const heldUntil = new Date(now.getTime() + ASK_AGAIN_MS)
  const { all, inProcess } = context.providers
  const except = all.map(({ manifest }) => manifest.name).filter((name) => !inProcess.includes(name))
  const claim = { except, until: now, limit: AT_ONCE, heldUntil }
  const rows = await claimDueForCheck(context.database.kysely, following.resource, claim)
  for (const row of rows) await followOne(context, following, row, now)
  return rows.length
}

async function followRemotely<Row extends ResourceRow, Decision>(
  context: Context,
  following: Following<Row, Decision>,
  now: Date,
): Promise<number> {
  const { all, inProcess } = context.providers
  if (all.length === inProcess.length) return 0
  const heldUntil = new Date(now.getTime() + HELD_FOR_MS)
  const claim = { except: inProcess, until: now, limit: AT_ONCE, heldUntil }
  const rows = await claimDueForCheck(context.database.kysely, following.resource, claim)
  await Promise.all(rows.map((row) => followOne(context, following, row, now)))
  return rows.length
}

/** Follows a resource in hand; a failure is logged and leaves it due when it is in hand no more. */
async function followOne<Row extends ResourceRow, Decision>(
  context: Context,
  { resource, ask, apply }: Following<Row, Decision>,
  row: Row,
  now: Date,
): Promise<void> {
  try {
    const asked = ask(row, now)
    const about = { provider: row.provider, operation: `follow ${resource.kind}` }
    const answer = asked && (await withDeadline(context, about, () => asked, ANSWERED_WITHIN_MS))
    await unitOfWork(context, async (unit) => {
      const locked = await lockIdle(unit, resource, row.id, row.version)
      if (locked.is !== 'idle') return
      if (answer?.is === 'done') await apply(unit, locked.row, answer.value)
      else await checkAgainAt(unit.db, resource, locked.row, askAgainAt(answer, now))
    })
  } catch (error) {
    context.outages.report(error, () =>
      context.log.error({ err: error, kind: resource.kind, id: row.id }, 'could not be followed'),
    )
  }
}

/** When to ask again: never where there is nobody to ask, in a while where it was silent, and not before a second. */
function askAgainAt(answer: Answer<unknown> | undefined, now: Date): Date | null {
  if (answer === undefined) return null
  const soonest = now.getTime() + SOONEST_MS
  const wanted = answer.is === 'pending' ? answer.askAgainAt.getTime() : now.getTime() + ASK_AGAIN_MS
  return new Date(Math.max(wanted || 0, soonest))
}
