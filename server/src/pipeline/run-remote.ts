// Rungs 12 to 14 where the provider is not in process: an order with its price held, the question, and the effect in a
// second unit; or, when the call is over before the answer, the same effect from what the order says.
import { setTimeout } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import { carryOut, placeOrder } from '../provider-operations/run.ts'
import type { Ended, Errand } from '../provider-operations/run.ts'
import { findAccount } from '../store/accounts.ts'
import { isBeingAsked, isKeyAtWork, isOnOrder } from '../provider-operations/table.ts'
import type { OrderRow, OrderSubject } from '../provider-operations/table.ts'
import { wholeSecond } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Table, Values } from './fields.ts'
import type { Answered, LadderRefusals, LocalRefusals, Story, WriteDeclaration } from './operation.ts'
import { rememberAnswer, rememberRenewal } from './idempotency.ts'
import type { Repeatable } from './idempotency.ts'
import { noCredit, numberOf, providerFailure } from './step-numbers.ts'

type Told<S, B extends Table, Q extends Table, L extends LocalRefusals> = Story<S, B, Q, L>

/** Whether the operation asks a provider outside this process. */
export function isRemote<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  story: Told<S, B, Q, L>,
): boolean {
  return declared.ask !== undefined && !story.provider.manifest.inProcess
}

export type PlacedAsk<S, B extends Table, Q extends Table, L extends LocalRefusals> =
  { is: 'placed'; order: OrderRow; story: Told<S, B, Q, L> } | { is: 'busy'; subject: OrderSubject }

/** Keeps the documents, holds the price and notes the order. Refuses 107 while the same key is at work. */
export async function placeAsked<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  story: Told<S, B, Q, L>,
  unit: UnitOfWork,
  repeatable: Repeatable | undefined,
): Promise<PlacedAsk<S, B, Q, L>> {
  const { accountId } = story.caller
  const subject = subjectOf(declared, story)
  if (await isOnOrder(unit.db, subject)) {
    if (repeatable !== undefined && (await isKeyAtWork(unit.db, accountId, repeatable.key))) throw refusal(107)
    return { is: 'busy', subject }
  }
  await declared.reserve?.({ ...story, unit, ordered: false })
  const kept = (await declared.keep?.({ ...story, unit })) ?? []
  unit.passed('documents kept')
  const charge = declared.price?.(story)
  const { documenti: _, ...body } = { documenti: undefined, ...story.body }
  const { params, query, requestId } = story
  const requestHash = repeatable?.requestHash.toString('hex')
  const placed = await placeOrder(
    unit,
    {
      id: story.newId,
      account_id: accountId,
      operation: declared.name,
      subject_kind: subject.kind,
      subject_id: subject.id,
      provider: story.provider.manifest.name,
      key: repeatable?.key ?? null,
      asked: { params, query, body, requestId, kept, ...(requestHash && { requestHash }) },
    },
    charge && { accountId, ...charge },
  )
  if (placed.is === 'insufficient' && charge !== undefined) {
    throw noCredit(declared.refusals, charge, placed.availableCents)
  }
  // Somebody placed one for it between the look above and here.
  if (placed.is !== 'placed') throw refusal(busyNumber(declared))
  return { is: 'placed', order: placed.order, story }
}

/** The number for a subject with which a provider is busy: taken where it is an address, unavailable otherwise. */
export function busyNumber(declared: { claims?: unknown; refusals: LadderRefusals }) {
  const { providerDown, providerRefused } = declared.refusals
  return numberOf(declared.claims === undefined ? providerDown : (providerRefused ?? providerDown))
}

function subjectOf<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  story: Told<S, B, Q, L>,
): OrderSubject {
  if (declared.subject !== undefined) return { kind: declared.subject.name, id: story.params.id ?? '' }
  return declared.claims?.(story) ?? { kind: 'new', id: story.newId }
}

/** What is asked and what its yes does, as an errand. */
export function errandOf<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  story: Told<S, B, Q, L>,
  order: OrderRow,
): Errand<A, Answered> {
  const { subject: kind, move } = declared
  let { subject } = story
  return {
    async ask(provider) {
      if (declared.ask === undefined) throw new TypeError(`${declared.name} asks no provider`)
      return declared.ask({ ...story, provider })
    },
    async prepare(unit) {
      if (kind !== undefined) {
        const found = await kind.load(unit.db, story.params.id ?? '', story.caller.accountId, 'lock')
        if (found === undefined) return false
        if (move !== undefined && !kind.statesFor(move).includes(kind.stateOf(found))) return false
        subject = found
      }
      await declared.reserve?.({ ...story, subject, db: unit.db, now: unit.now, unit, ordered: true })
      return true
    },
    async apply(unit, asked) {
      const now = { ...story, subject, db: unit.db, now: unit.now }
      const answered = await declared.apply({ ...now, asked, kept: order.asked.kept, unit })
      await remember(unit, order, declared.renewal?.(now), answered)
      unit.passed('answer kept')
      return answered
    },
  }
}

async function remember(
  unit: UnitOfWork,
  { account_id: accountId, key, asked }: OrderRow,
  renewal: Parameters<typeof rememberRenewal>[1] | undefined,
  answered: Answered,
): Promise<void> {
  if (key === null) return renewal && rememberRenewal(unit, renewal, answered)
  const requestHash = Buffer.from(asked.requestHash ?? '', 'hex')
  await rememberAnswer(unit, { accountId, key, requestHash }, answered)
}

/** The answer to the caller of an order that was carried out. */
export function answerOf(ended: Ended<Answered>, { refusals }: { refusals: LadderRefusals }): Answered {
  if (ended.is === 'done') return ended.value
  throw providerFailure(refusals, ended.is === 'refused' ? 'refused' : 'down')
}

/** Finishes an order whose caller is gone: asks what became of it, and ends it. */
export async function finishOrder<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  order: OrderRow,
  context: Context,
): Promise<Ended<Answered>> {
  context.passed?.('open order found')
  const story = await storyOf(declared, order, context)
  const gone: Errand<A, Answered> = {
    ask: () => Promise.resolve({ is: 'refused', reasons: ['the subject is gone'] }),
    prepare: () => Promise.resolve(false),
    apply: () => Promise.reject(new Error('there is nothing to apply')),
  }
  return carryOut(context, order, story === undefined ? gone : errandOf(declared, story, order), 'recall')
}

/** The story as the order tells it; undefined when its subject is gone. */
async function storyOf<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  { subject: kind, refusals }: WriteDeclaration<S, What, B, Q, L, A>,
  order: OrderRow,
  context: Context,
): Promise<Told<S, B, Q, L> | undefined> {
  const db = context.database.kysely
  const { params, query, body, requestId } = order.asked
  const subject = kind && (await kind.load(db, params.id ?? '', order.account_id, 'plain'))
  if (kind !== undefined && subject === undefined) return undefined
  const account = await findAccount(db, { id: order.account_id })
  const { account_id: accountId } = order
  return {
    context,
    db,
    caller: { role: 'customer', tokenId: '', accountId, email: account?.email ?? '', scopes: [] },
    now: wholeSecond(context.clock.now()),
    requestId,
    newId: order.id,
    params,
    subject: subject as S,
    body: body as Values<B>,
    query: query as Values<Q>,
    provider: context.providers.named(order.provider),
    refuse(name, ...slots) {
      throw refusal(numberOf(refusals.local?.[name]), slots[0])
    },
  }
}

const LOOK_EVERY_MS = 100
const LOOKS = 300

/** When the provider has answered the same question about the subject, or took so long that nobody should wait for it. */
export async function answerCame(context: Context, subject: OrderSubject, operation: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (!(await isBeingAsked(context.database.kysely, subject, operation))) return
    await setTimeout(LOOK_EVERY_MS)
  }
}
