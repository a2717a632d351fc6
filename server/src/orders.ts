// What is asked of a remote provider: noted with its price held before the question, ended exactly once after the answer.
// A crash or a lost answer leaves an open order, which the job finish-orders ends (decision 0010).
import { setTimeout } from 'node:timers/promises'
import type { Context } from './context.ts'
import { Refusal } from './errors/refusal.ts'
import { capture, hold, release } from './ledger/ledger.ts'
import type { Movement } from './ledger/ledger.ts'
import type { Answer, Provider } from './providers/port.ts'
import { removeDocuments } from './store/documents.ts'
import { noteEvent } from './store/events.ts'
import { endOrder, lockOpenOrder, noteOrder, postponeOrder } from './store/provider-orders.ts'
import type { OrderRow } from './store/provider-orders.ts'
import { unitOfWork } from './unit-of-work.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** One thing asked of a provider, and what its yes does here. */
export interface Errand<A, T> {
  ask(provider: Provider): Promise<Answer<A>>
  /** Locks the subject for the effect, before any money; false when it no longer allows it. */
  prepare(unit: UnitOfWork): Promise<boolean>
  /** The effect, in the unit that ends the order. */
  apply(unit: UnitOfWork, asked: A): Promise<T>
}

export type Placed = { is: 'placed'; order: OrderRow } | { is: 'busy' } | { is: 'insufficient'; availableCents: number }

/**
 * What became of an order. `refused`: the provider said no; `undone`: it never did it, or its yes came too late for the
 * subject; `waiting`: nobody knows yet; `over`: somebody else ended it.
 */
export type Ended<T> = { is: 'done'; value: T } | { is: 'refused' | 'undone' | 'waiting' | 'over' }

// Longer than any provider may take, so that nobody asks what became of a question still on its way.
const LEFT_ALONE_MS = 60_000
const LONGEST_QUESTION_MS = 30_000
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 6 * 3_600_000
const LONGEST_REASON = 500

/** Holds the price and notes the order, in the caller's transaction; on `busy` and `insufficient` that must not commit. */
export async function placeOrder(
  unit: UnitOfWork,
  order: Omit<OrderRow, 'state' | 'attempts' | 'hold_id'>,
  charge: Movement | undefined,
): Promise<Placed> {
  const held = charge === undefined ? ({ is: 'free' } as const) : await hold(unit.db, charge, unit.now)
  if (held.is === 'insufficient') return held
  unit.passed('credit held')
  const hold_id = held.is === 'spent' ? held.entryId : null
  const noted = await noteOrder(unit.db, { ...order, hold_id }, unit.now, new Date(unit.now.getTime() + LEFT_ALONE_MS))
  if (noted === undefined) return { is: 'busy' }
  await unit.enqueue('finish-orders', { only: noted.id }, new Date(unit.now.getTime() + LEFT_ALONE_MS))
  unit.passed('order noted')
  return { is: 'placed', order: noted }
}

/**
 * Asks the provider and ends the order by its answer. After silence it asks once what became of the question; silence
 * again leaves the order open. `recall` only asks what became of it. Throws the refusal of an effect that cannot be.
 */
export async function carryOut<A, T>(
  context: Context,
  order: OrderRow,
  errand: Errand<A, T>,
  how: 'ask' | 'recall',
): Promise<Ended<T>> {
  const provider = context.providers.named(order.provider)
  let answer: Answer<A> = { is: 'down', cause: 'not asked' }
  if (how === 'ask') {
    context.passed?.('provider asked')
    answer = await heard(context, order, () => errand.ask(provider))
    context.passed?.('provider answered')
  }
  if (answer.is === 'down') {
    context.passed?.('provider asked what became of it')
    answer = await heard(context, order, () => errand.ask({ ...provider, ...provider.recall }))
    context.passed?.('provider said what became of it')
    const ended = await end(context, order, errand, answer, how === 'ask')
    return ended.is === 'refused' ? { is: 'undone' } : ended
  }
  return end(context, order, errand, answer, how === 'ask')
}

/** The provider's answer, or silence when it takes too long or breaks the port's promise never to throw. */
async function heard<A>(context: Context, order: OrderRow, ask: () => Promise<Answer<A>>): Promise<Answer<A>> {
  const late = new AbortController()
  const silence = { is: 'down', cause: 'no answer in time' } as const
  const tooLate = setTimeout(LONGEST_QUESTION_MS, silence, { signal: late.signal, ref: false })
  try {
    return await Promise.race([ask(), tooLate])
  } catch (error) {
    context.log.error({ err: error, provider: order.provider, operation: order.operation }, 'provider adapter threw')
    return { is: 'down', cause: 'the adapter threw' }
  } finally {
    tooLate.catch(() => undefined)
    late.abort()
  }
}

async function end<A, T>(
  context: Context,
  order: OrderRow,
  errand: Errand<A, T>,
  answer: Answer<A>,
  customerWaits: boolean,
): Promise<Ended<T>> {
  let ended: Ended<T>
  if (answer.is === 'refused') ended = await undo(context, order, answer.reasons.join('; '), customerWaits)
  else if (answer.is === 'done') ended = await completeOrUndo(context, order, errand, answer.value, customerWaits)
  else ended = await leaveOpen(context, order, answer)
  context.passed?.('effect committed')
  return ended
}

async function completeOrUndo<A, T>(
  context: Context,
  order: OrderRow,
  errand: Errand<A, T>,
  asked: A,
  customerWaits: boolean,
): Promise<Ended<T>> {
  try {
    const ended = await complete(context, order, errand, asked, customerWaits)
    if (ended.is !== 'undone') return ended
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await undo(context, order, error.message, customerWaits)
    throw error
  }
  context.log.warn({ order: order.id, operation: order.operation }, 'a provider did what no longer could be')
  await undo(context, order, 'the subject moved on', customerWaits)
  return { is: 'undone' }
}

function complete<A, T>(
  context: Context,
  order: OrderRow,
  errand: Errand<A, T>,
  asked: A,
  customerWaits: boolean,
): Promise<Ended<T>> {
  return unitOfWork(
    context,
    async (unit) => {
      const open = await lockOpenOrder(unit.db, order.id)
      if (open === undefined) return { is: 'over' }
      unit.passed('order locked')
      // As everywhere: the subject is locked first, then the wallet, then the list it joins.
      if (!(await errand.prepare(unit))) return { is: 'undone' }
      if (open.hold_id !== null) await capture(unit.db, open.hold_id, unit.now)
      unit.passed('credit captured')
      const value = await errand.apply(unit, asked)
      unit.passed('effect applied')
      await endOrder(unit.db, open, 'complete', unit.now)
      if (!customerWaits) await noteEnd(unit, open, 'order-completed')
      unit.passed('order ended')
      return { is: 'done', value }
    },
    { customerWaits },
  )
}

async function undo(
  context: Context,
  order: OrderRow,
  reason: string,
  customerWaits: boolean,
): Promise<{ is: 'refused' | 'over' }> {
  const discarded = await unitOfWork(context, async (unit) => {
    const open = await lockOpenOrder(unit.db, order.id)
    if (open === undefined) return undefined
    if (open.hold_id !== null) await release(unit.db, open.hold_id, unit.now)
    unit.passed('credit released')
    await endOrder(unit.db, open, 'undo', unit.now, reason.slice(0, LONGEST_REASON))
    if (!customerWaits) await noteEnd(unit, open, 'order-undone')
    return removeDocuments(unit.db, open.subject_id, open.asked.kept)
  })
  if (discarded === undefined) return { is: 'over' }
  await context.vault.discard(discarded).catch((error: unknown) => context.log.warn({ err: error }, 'documents left'))
  return { is: 'refused' }
}

/** Leaves an order open, to be asked about again: when the provider said, or after a pause that grows. */
export async function leaveOpen(
  context: Context,
  order: OrderRow,
  answer: { is: 'pending'; askAgainAt: Date } | { is: 'down'; cause: string },
): Promise<{ is: 'waiting' }> {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** order.attempts, LONGEST_PAUSE_MS)
  await unitOfWork(context, async (unit) => {
    const now = unit.now.getTime()
    const wanted = answer.is === 'pending' ? answer.askAgainAt.getTime() : now + pauseMs
    // Whatever a provider wants, nobody waits for ever, and no date is no answer.
    const at = new Date(Math.min(Math.max(wanted || 0, now + 1_000), now + LONGEST_PAUSE_MS))
    await postponeOrder(unit.db, order, at)
    await unit.enqueue('finish-orders', { only: order.id }, at)
  })
  return { is: 'waiting' }
}

function noteEnd(unit: UnitOfWork, order: OrderRow, kind: 'order-completed' | 'order-undone'): Promise<void> {
  const subject = { kind: order.subject_kind, id: order.subject_id }
  const event = { accountId: order.account_id, subject, kind, detail: { operation: order.operation, order: order.id } }
  return noteEvent(unit.db, event, unit.now)
}
