// Runs a call that changes something (contract 1.12). Where the provider answers in process everything is one unit of work:
// the resource's lock, money, documents, the provider, the effect, the answer kept. Where it does not, run-remote.ts takes
// over between two units.
import { authorOf } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { Refusal, refusalIn } from '../errors/refusal.ts'
import { spend } from '../ledger/ledger.ts'
import { execute } from '../provider-operations/run.ts'
import type { Answer } from '../providers/port/answer.ts'
import { can } from '../providers/port/capabilities.ts'
import { LostRace, unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { payerOf } from './access.ts'
import { build, open } from './build.ts'
import type { Opening } from './build.ts'
import {
  answeredBefore,
  answeredOrPending,
  keyOf,
  rememberAnswer,
  rememberRenewal,
  renewedJustNow,
} from './idempotency.ts'
import type { Repeatable } from './idempotency.ts'
import type { Answered, AnyContext, AnyWrite, Call, Declared, Operation } from './operation.ts'
import { answerCame, answerOf, askFor, isRemote, placeAsked, remoteCall } from './run-remote.ts'
import { busy, noCredit, numberOf, providerFailure } from './step-numbers.ts'

/** The run of a write. */
export function runWrite(declared: Declared<AnyWrite>): Operation['run'] {
  return async (call, context) => {
    if (call.prefetch) throw refusalIn(declared.space, 112)
    const keyed = await keyOf(declared, call, context)
    const opening = await open(declared, call, context)
    context.faultPoint?.('request read')
    const repeatable = keyed?.of(opening.principal)
    const examined = await examineFirst(declared, call, context, opening)
    try {
      const answered = await attempt(declared, { call, context, opening, repeatable, examined })
      context.faultPoint?.('answer ready')
      return answered
    } catch (error) {
      if (error instanceof Refusal && examined !== undefined)
        await declared.keepRefused?.({ context, params: call.params, examined })
      if (error instanceof LostRace) throw refusalIn(declared.space, numberOf(declared.refusals.wrongState))
      throw error
    }
  }
}

/** What takes long is looked at while nothing is locked; whether the call may be made is told by its steps, later. */
async function examineFirst(
  declared: Declared<AnyWrite>,
  call: Call,
  context: Context,
  opening: Opening,
): Promise<unknown> {
  if (declared.examine === undefined) return undefined
  const plain = { db: context.database.kysely, lock: 'plain' } as const
  const op = await build(declared, call, context, opening, plain).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined
    throw error
  })
  return op && declared.examine(op)
}

interface Attempt {
  call: Call
  context: Context
  opening: Opening
  repeatable: Repeatable | undefined
  examined: unknown
}

type Attempted = { is: 'answered'; answered: Answered } | Awaited<ReturnType<typeof placeAsked>>

/** One unit of work where the provider answers in process; a hold, a question and a second unit where it does not. */
async function attempt(declared: Declared<AnyWrite>, made: Attempt, secondTime = false): Promise<Answered> {
  const { context, opening } = made
  const early = await checkBefore(declared, made)
  if (early !== undefined && 'answered' in early) return early.answered
  const author = authorOf(opening.principal)
  const step = await unitOfWork(context, (unit) => inUnit(declared, made, unit, early?.op), { author })
  if (step.is === 'answered') return step.answered
  if (step.is === 'placed') {
    context.faultPoint?.('operation committed')
    const { operation, op } = step
    return answerOf(await execute(context, operation, remoteCall(declared, op, operation), 'ask'), declared)
  }
  // The same renewal may be under way: its end decides what this one is answered.
  if (declared.renewal === undefined || secondTime) throw busy(declared)
  await answerCame(context, step.subject, declared.name)
  return attempt(declared, made, true)
}

async function inUnit(
  declared: Declared<AnyWrite>,
  { call, context, opening, repeatable, examined }: Attempt,
  unit: UnitOfWork,
  checked: AnyContext | undefined,
): Promise<Attempted> {
  const before = repeatable && (await answeredBefore(unit, repeatable))
  if (before !== undefined) return { is: 'answered', answered: before }
  const op =
    checked === undefined
      ? await build(declared, call, context, opening, { db: unit.db, lock: 'lock', now: unit.now })
      : { ...checked, db: unit.db, now: unit.now }
  unit.faultPoint('resource locked')
  const renewal = repeatable === undefined ? declared.renewal?.(op) : undefined
  const again = renewal && (await renewedJustNow(unit, renewal, context.settings.RENEWAL_GUARD_SECONDS))
  if (again !== undefined) return { is: 'answered', answered: again }
  if (checked === undefined) {
    await declared.check?.({ ...op, examined })
    const answered = await declared.free?.(op)
    if (answered !== undefined) return { is: 'answered', answered }
  }
  unit.faultPoint('request checked')
  if (declared.capability !== undefined && !can(op.provider, declared.capability))
    throw providerFailure(declared, 'down')
  if (isRemote(declared, op)) return placeAsked(declared, { op, unit, repeatable, examined })
  const answered = await commit(declared, op, unit, examined)
  if (renewal !== undefined) await rememberRenewal(unit, renewal, answered)
  if (repeatable !== undefined) await rememberAnswer(unit, repeatable, answered)
  unit.faultPoint('answer kept')
  return { is: 'answered', answered }
}

/** What creates something needs no lock while it is checked, and a remote provider is not asked within a transaction. */
async function checkBefore(
  declared: Declared<AnyWrite>,
  { call, context, opening, repeatable, examined }: Attempt,
): Promise<{ answered: Answered } | { op: AnyContext } | undefined> {
  if (declared.resource !== undefined) return undefined
  try {
    const op = await build(declared, call, context, opening, { db: context.database.kysely, lock: 'plain' })
    await declared.check?.({ ...op, examined })
    const answered = await declared.free?.(op)
    return answered === undefined ? { op } : { answered }
  } catch (error) {
    // What this very request did the first time may be what it is refused for now.
    const before = error instanceof Refusal && repeatable && (await answeredOrPending(context, repeatable))
    if (before) return { answered: before }
    throw error
  }
}

/** Money, documents, provider, effect; all in the unit's transaction, as the provider answers in process. */
async function commit(
  declared: Declared<AnyWrite>,
  op: AnyContext,
  unit: UnitOfWork,
  examined: unknown,
): Promise<Answered> {
  await declared.reserve?.({ ...op, unit, ordered: false })
  const charge = declared.price?.(op)
  if (charge !== undefined) {
    const accountId = payerOf(op)
    const spent = await spend(unit.db, { accountId, ...charge, author: unit.author }, unit.now)
    if (spent.is === 'insufficient') throw noCredit(declared, charge, spent.availableCents)
  }
  unit.faultPoint('credit held')
  const kept = (await declared.keep?.({ ...op, unit, examined })) ?? []
  unit.faultPoint('documents kept')
  const answer = await declared.ask?.({ ...op, ask: askFor(op), documents: kept })
  const asked = answer === undefined ? undefined : valueOf(declared, answer)
  unit.faultPoint('provider answered')
  const names = kept.map(({ name }) => name)
  const done = await declared.apply({ ...op, asked, kept: names, unit, examined })
  unit.faultPoint('effect applied')
  return done
}

function valueOf(declared: Declared<AnyWrite>, answer: Answer<unknown>): unknown {
  if (answer.is === 'done') return answer.value
  throw providerFailure(declared, answer.is === 'refused' ? 'refused' : 'down')
}
