// What is asked of a remote provider: kept with its price held before the question, ended exactly once after the answer.
// A crash or a lost answer leaves it pending, and the job finish-operations ends it
// (docs/decisions/0010-orders-at-remote-providers.md).
import { setTimeout } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { Refusal } from '../errors/refusal.ts'
import { capture, hold, release } from '../ledger/ledger.ts'
import type { Movement } from '../ledger/ledger.ts'
import type { Answer, ContractRefusal } from '../providers/port/answer.ts'
import type { Provider } from '../providers/port/capabilities.ts'
import { removeDocuments } from '../store/documents.ts'
import { forgetAnswer } from '../store/kept-answers.ts'
import { noteOperatorEvents } from '../store/operator-events.ts'
import type { OperatorEvent } from '../store/operator-events.ts'
import { LostRace, unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { endOperation, insertOperation, lockPendingOperation, postponeOperation, resourceOf } from './table.ts'
import type { ProviderOperation } from './table.ts'

/** One thing asked of a provider, and what its yes does here. */
export interface RemoteCall<A, T> {
  ask(provider: Provider): Promise<Answer<A>>
  /** Locks the resource for the effect, before any money; false when it no longer allows it. */
  prepare(unit: UnitOfWork): Promise<boolean>
  /** The effect, in the unit that ends the operation. */
  apply(unit: UnitOfWork, asked: A): Promise<T>
  /** What follows when there is no effect, in the unit that ends the operation; `lock` comes first, as everywhere. */
  undone?: { lock(unit: UnitOfWork): Promise<unknown>; note(unit: UnitOfWork): Promise<void> }
}

export type Placed =
  | { is: 'placed'; operation: ProviderOperation }
  | { is: 'busy' | 'frozen' }
  | { is: 'insufficient'; availableCents: number }

/**
 * What became of an operation. `refused`: the provider said no; `undone`: it never did it, or its yes came too late for
 * the resource; `waiting`: nobody knows yet, `heard` where the provider said so; `over`: somebody else ended it.
 */
export type Ended<T> =
  | { is: 'done'; value: T }
  | { is: 'refused'; refusal?: ContractRefusal | undefined }
  | { is: 'waiting'; heard: boolean }
  | { is: 'undone' | 'over' }

// Longer than any provider may take, so that nobody asks what became of a question still on its way.
const LEFT_ALONE_MS = 60_000
const DEADLINE_MS = 30_000
/** Shorter than anything is in hand (jobs/follow.ts). */
const OUTCOME_DEADLINE_MS = 10_000
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 6 * 3_600_000
const LONGEST_REASON = 500

/** Holds the price and adds the operation, in the caller's transaction; where it is not `placed` it must not commit. */
export async function placeOperation(
  unit: UnitOfWork,
  operation: Omit<ProviderOperation, 'state' | 'attempts' | 'hold_id'>,
  charge: Movement | undefined,
): Promise<Placed> {
  const held = charge === undefined ? ({ is: 'free' } as const) : await hold(unit.db, charge, unit.now)
  if (held.is === 'insufficient' || held.is === 'frozen') return held
  unit.faultPoint('credit held')
  const hold_id = held.is === 'spent' ? held.entryId : null
  const askAgainAt = new Date(unit.now.getTime() + LEFT_ALONE_MS)
  const added = await insertOperation(unit.db, { ...operation, hold_id }, unit.now, askAgainAt)
  if (added === undefined) return { is: 'busy' }
  unit.wake('finish-operations')
  unit.faultPoint('operation added')
  return { is: 'placed', operation: added }
}

/**
 * Asks the provider and ends the operation by its answer. After silence it asks once what became of the question; silence
 * again leaves the operation pending. `queryOutcome` only asks what became of it. Throws the refusal of an effect that
 * cannot be.
 */
export async function execute<A, T>(
  context: Context,
  operation: ProviderOperation,
  call: RemoteCall<A, T>,
  how: 'ask' | 'queryOutcome',
): Promise<Ended<T>> {
  const provider = context.providers.named(operation.provider)
  const customerWaits = how === 'ask'
  let answer: Answer<A> = { is: 'down', cause: 'not asked' }
  if (how === 'ask') {
    context.faultPoint?.('provider asked')
    answer = await withDeadline(context, operation, () => call.ask(provider))
    context.faultPoint?.('provider answered')
  }
  if (answer.is !== 'down') return end(context, operation, call, answer, customerWaits)
  context.faultPoint?.('outcome asked for')
  answer = await withDeadline(
    context,
    operation,
    () => call.ask({ ...provider, ...provider.outcomes }),
    OUTCOME_DEADLINE_MS,
  )
  context.faultPoint?.('outcome known')
  const ended = await end(context, operation, call, answer, customerWaits)
  return ended.is === 'refused' ? { is: 'undone' } : ended
}

/** Ends an operation whose subject is gone, as undone: nothing is left that its outcome could change. */
export async function finishWithoutSubject(context: Context, operation: ProviderOperation): Promise<Ended<never>> {
  const { is } = await undo(context, operation, { reason: 'the resource is gone', customerWaits: false })
  return { is: is === 'over' ? is : 'undone' }
}

/** The provider's answer, or silence when it takes too long or breaks the port's promise never to throw. */
export async function withDeadline<A>(
  context: Context,
  { provider, operation }: Pick<ProviderOperation, 'provider' | 'operation'>,
  ask: () => Promise<Answer<A>>,
  deadlineMs = DEADLINE_MS,
): Promise<Answer<A>> {
  const late = new AbortController()
  const silence = { is: 'down', cause: 'no answer in time' } as const
  const tooLate = setTimeout(deadlineMs, silence, { signal: late.signal, ref: false })
  try {
    return await Promise.race([ask(), tooLate])
  } catch (error) {
    context.log.error({ err: error, provider, operation }, 'provider adapter threw')
    return { is: 'down', cause: 'the adapter threw' }
  } finally {
    tooLate.catch(() => undefined)
    late.abort()
  }
}

async function end<A, T>(
  context: Context,
  operation: ProviderOperation,
  call: RemoteCall<A, T>,
  answer: Answer<A>,
  customerWaits: boolean,
): Promise<Ended<T>> {
  let ended: Ended<T>
  if (answer.is === 'refused') {
    const reason = answer.reasons.join('; ')
    const { is } = await undo(context, operation, { reason, customerWaits, undone: call.undone })
    ended = is === 'over' ? { is } : { is, refusal: answer.refusal }
  } else if (answer.is === 'not done') {
    const { is } = await undo(context, operation, { reason: answer.cause, customerWaits, undone: call.undone })
    ended = { is: is === 'over' ? is : 'undone' }
  } else if (answer.is === 'done') ended = await completeOrUndo(context, operation, call, answer.value, customerWaits)
  else ended = await leavePending(context, operation, answer)
  if (!customerWaits && ended.is !== 'waiting' && ended.is !== 'over')
    context.metrics.recovered(ended.is === 'done' ? 'order completed later' : 'order undone later')
  context.faultPoint?.('effect committed')
  return ended
}

async function completeOrUndo<A, T>(
  context: Context,
  operation: ProviderOperation,
  call: RemoteCall<A, T>,
  asked: A,
  customerWaits: boolean,
): Promise<Ended<T>> {
  try {
    const ended = await complete(context, operation, call, asked, customerWaits)
    if (ended.is !== 'undone') return ended
  } catch (error) {
    const isNoMore = error instanceof Refusal || error instanceof LostRace
    if (!isNoMore) throw error
    const undone = await undoLate(context, operation, { reason: error.message, customerWaits, undone: call.undone })
    if (undone.is === 'over' || error instanceof LostRace) return undone
    throw error
  }
  return undoLate(context, operation, { reason: 'the subject moved on', customerWaits, undone: call.undone })
}

/** Ends what a provider did although it no longer can be. Somebody has to tell the provider: operators hear of it. */
async function undoLate(
  context: Context,
  operation: ProviderOperation,
  undoing: Undoing,
): Promise<{ is: 'undone' | 'over' }> {
  const { id, operation: name, provider } = operation
  const toldToOperators = { kind: 'done-in-vain', subject: id, detail: { operation: name, provider } }
  const ended = await undo(context, operation, { ...undoing, toldToOperators })
  if (ended.is === 'over') return { is: 'over' }
  context.metrics.recovered('effect in vain')
  context.log.warn({ operation: name, id, provider }, 'a provider did what no longer could be')
  return { is: 'undone' }
}

function complete<A, T>(
  context: Context,
  operation: ProviderOperation,
  call: RemoteCall<A, T>,
  asked: A,
  customerWaits: boolean,
): Promise<Ended<T>> {
  const { author } = operation.asked
  return unitOfWork(
    context,
    async (unit) => {
      // As everywhere: the resource is locked first, then its operation, the wallet, and the list it joins.
      const isPrepared = await call.prepare(unit)
      const pending = await lockPendingOperation(unit.db, operation.id)
      if (pending === undefined) return { is: 'over' }
      unit.faultPoint('operation locked')
      if (!isPrepared) return { is: 'undone' }
      if (pending.hold_id !== null) await capture(unit.db, pending.hold_id, unit.now)
      unit.faultPoint('credit captured')
      const value = await call.apply(unit, asked)
      unit.faultPoint('effect applied')
      await endOperation(unit.db, pending, 'complete', unit.now)
      if (!customerWaits) await noteEnd(unit, pending, 'order-completed')
      unit.faultPoint('operation ended')
      return { is: 'done', value }
    },
    { customerWaits, author },
  )
}

/** Why there is no effect, who hears of it, and what follows. */
interface Undoing {
  reason: string
  customerWaits: boolean
  undone?: RemoteCall<unknown, unknown>['undone']
  toldToOperators?: Omit<OperatorEvent, 'at'>
}

async function undo(
  context: Context,
  operation: ProviderOperation,
  { reason, customerWaits, undone, toldToOperators }: Undoing,
): Promise<{ is: 'refused' | 'over' }> {
  return unitOfWork(context, async (unit) => {
    await undone?.lock(unit)
    const pending = await lockPendingOperation(unit.db, operation.id)
    if (pending === undefined) return { is: 'over' }
    if (pending.hold_id !== null) await release(unit.db, pending.hold_id, unit.now)
    unit.faultPoint('credit released')
    await endOperation(unit.db, pending, 'undo', unit.now, reason.slice(0, LONGEST_REASON))
    // Nothing was answered for it, so the same request may be made again.
    if (pending.key !== null)
      await forgetAnswer(unit.db, { ownerId: pending.account_id, kind: 'key', key: pending.key })
    await undone?.note(unit)
    if (toldToOperators !== undefined) await noteOperatorEvents(unit.db, [{ ...toldToOperators, at: unit.now }])
    if (!customerWaits) await noteEnd(unit, pending, 'order-undone')
    unit.discardAfterwards(await removeDocuments(unit.db, pending.subject_id, pending.asked.kept))
    return { is: 'refused' }
  })
}

/** Leaves an operation pending, to be asked about again: when the provider said, or after a pause that grows. */
export async function leavePending(
  context: Context,
  operation: ProviderOperation,
  answer: { is: 'pending'; askAgainAt: Date } | { is: 'down'; cause: string },
): Promise<{ is: 'waiting'; heard: boolean }> {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** operation.attempts, LONGEST_PAUSE_MS)
  await unitOfWork(context, async (unit) => {
    const now = unit.now.getTime()
    const wanted = answer.is === 'pending' ? answer.askAgainAt.getTime() : now + pauseMs
    // Whatever a provider wants, nobody waits for ever, and no date is no answer.
    const at = new Date(Math.min(Math.max(wanted || 0, now + 1_000), now + LONGEST_PAUSE_MS))
    await postponeOperation(unit.db, operation, at)
    unit.wake('finish-operations')
  })
  return { is: 'waiting', heard: answer.is === 'pending' }
}

function noteEnd(
  unit: UnitOfWork,
  operation: ProviderOperation,
  kind: 'order-completed' | 'order-undone',
): Promise<void> {
  const detail = { operation: operation.operation, order: operation.id }
  return unit.noteEvents([{ accountId: operation.account_id, resource: resourceOf(operation), kind, detail }])
}
