// Runs a call that changes something (contract 1.12). Where the provider answers in process everything is one unit of work:
// the resource's lock, money, documents, the provider, the effect, the answer kept. Where it does not, run-remote.ts takes
// over between two units.
import { authorOf } from '../auth/principal.ts'
import { Refusal, refusalIn } from '../errors/refusal.ts'
import { spend } from '../ledger/ledger.ts'
import { execute } from '../provider-operations/run.ts'
import type { Answer } from '../providers/port/answer.ts'
import { newResourceId } from '../model/resource-id.ts'
import { can } from '../providers/port/capabilities.ts'
import { LostRace, unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { asOfNow, countPayment, payerOf } from './access.ts'
import { build, noRow, open } from './build.ts'
import type { Opening } from './build.ts'
import { chargeOf } from './charge.ts'
import {
  answeredBefore,
  keyOf,
  mustBeFrom,
  rememberAnswer,
  rememberRenewal,
  renewalOf,
  renewedJustNow,
} from './idempotency.ts'
import type { Repeatable } from './idempotency.ts'
import { noteTask } from './note-task.ts'
import { keepStored, prepareCall } from './prepare-call.ts'
import type { Prepared } from './prepare-call.ts'
import type { Answered, AnyContext, AnyWrite, Call, Declared, Operation } from './operation.ts'
import { answerCame, answerOf, askFor, isRemote, placeAsked, remoteCall } from './run-remote.ts'
import { busy, frozenWallet, noCredit, numberOf, providerFailure } from './step-numbers.ts'

/** The run of a write. */
export function runWrite(declared: Declared<AnyWrite>): Operation['run'] {
  return async (call, processes) => {
    if (call.prefetch) throw refusalIn(declared.space, 112)
    const keyed = await keyOf(declared, call, processes)
    const opening = await open(declared, call, processes)
    const { context } = opening
    context.faultPoint?.('request read')
    const repeatable = keyed?.of(opening.principal)
    const prepared = await prepareCall(declared, call, opening)
    const { examined } = prepared
    await using _stored = prepared.stored
    try {
      const answered = await attempt(declared, { call, opening, repeatable, ...prepared })
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

interface Attempt extends Prepared {
  call: Call
  opening: Opening
  repeatable: Repeatable | undefined
}

type Attempted = { is: 'answered'; answered: Answered; paidCents?: number } | Awaited<ReturnType<typeof placeAsked>>

/** One unit of work where the provider answers in process; a hold, a question and a second unit where it does not. */
async function attempt(declared: Declared<AnyWrite>, made: Attempt, secondTime = false): Promise<Answered> {
  const { opening } = made
  const { context } = opening
  const early = await checkBefore(declared, made)
  if (early !== undefined && 'answered' in early) return early.answered
  const author = authorOf(opening.principal)
  const step = await unitOfWork(context, (unit) => inUnit(declared, made, unit, early?.op), { author })
  if (step.is === 'answered') {
    notePayment(made, step.paidCents)
    return step.answered
  }
  if (step.is === 'placed') {
    context.faultPoint?.('operation committed')
    const { operation, op, paidCents } = step
    const ended = await execute(context, operation, remoteCall(declared, op, operation), 'ask')
    if (ended.is === 'done') notePayment(made, paidCents)
    return answerOf(ended, declared)
  }
  // The same renewal may be under way: its end decides what this one is answered.
  if (declared.renewal === undefined || secondTime) throw busy(declared)
  await answerCame(context, step.subject, declared.name)
  return attempt(declared, made, true)
}

function notePayment({ call: { noted } }: Attempt, paidCents = 0): void {
  if (noted !== undefined) noted.paidCents = paidCents
}

async function inUnit(
  declared: Declared<AnyWrite>,
  { call, opening, repeatable, ...prepared }: Attempt,
  begun: UnitOfWork,
  checked: AnyContext | undefined,
): Promise<Attempted> {
  const principal = await asOfNow(declared, opening.principal, opening.context, begun.db)
  const before = repeatable && (await answeredBefore(begun, repeatable))
  if (before !== undefined) return { is: 'answered', answered: before }
  const op =
    checked === undefined
      ? await build(declared, call, { ...opening, principal }, { db: begun.db, lock: 'lock', now: begun.now })
      : // The id begins with the second of its resource.
        { ...checked, principal, db: begun.db, now: begun.now, newId: newResourceId(begun.now) }
  const { context, row } = op
  const unit = row === noRow ? begun : begun.inTimeOf(row.account_id)
  unit.faultPoint('resource locked')
  const renewed = renewalOf(declared, op)
  const renewal = repeatable === undefined ? renewed : undefined
  const again = renewal && (await renewedJustNow(unit, renewal, context.settings.RENEWAL_GUARD_SECONDS))
  if (again !== undefined) return { is: 'answered', answered: again }
  if (renewed !== undefined) mustBeFrom(declared, renewed, op)
  // Nothing was stored for a call that was not to be made then, although it might be by now.
  if (prepared.refused !== undefined) throw prepared.refused
  // Whoever makes people or tokens may have another role by now.
  if (checked === undefined || declared.isGrant === true) await declared.check?.({ ...op, examined: prepared.examined })
  if (checked === undefined) {
    const answered = await declared.free?.(op)
    if (answered !== undefined) return { is: 'answered', answered }
  }
  unit.faultPoint('request checked')
  if (declared.capability !== undefined && !can(op.provider, declared.capability))
    throw providerFailure(declared, 'down')
  if (isRemote(declared, op)) {
    // Nothing is held for what would not be asked.
    const ready = await context.gates.readiness([op.provider], declared.capability ?? '', unit.db)
    if (ready.get(op.provider.manifest.name)?.is === 'closed') throw providerFailure(declared, 'down')
    return placeAsked(declared, { op, unit, repeatable, prepared })
  }
  const { answered, paidCents } = await commit(declared, op, unit, prepared)
  if (renewal !== undefined) await rememberRenewal(unit, renewal, answered)
  if (repeatable !== undefined) await rememberAnswer(unit, repeatable, answered)
  unit.faultPoint('answer kept')
  return { is: 'answered', answered, paidCents }
}

/** What creates something needs no lock while it is checked, and a remote provider is not asked within a transaction. */
async function checkBefore(
  declared: Declared<AnyWrite>,
  { call, opening, repeatable, examined }: Attempt,
): Promise<{ answered: Answered } | { op: AnyContext } | undefined> {
  if (declared.resource !== undefined) return undefined
  const { context } = opening
  try {
    const op = await build(declared, call, opening, { db: context.database.kysely, lock: 'plain' })
    await declared.check?.({ ...op, examined })
    const answered = await declared.free?.(op)
    return answered === undefined ? { op } : { answered }
  } catch (error) {
    // What this very request did the first time may be what it is refused for now.
    const before =
      error instanceof Refusal && repeatable && (await unitOfWork(context, (unit) => answeredBefore(unit, repeatable)))
    if (before) return { answered: before }
    throw error
  }
}

/** Money, documents, provider, effect; all in the unit's transaction, as the provider answers in process. */
async function commit(
  declared: Declared<AnyWrite>,
  op: AnyContext,
  unit: UnitOfWork,
  prepared: Prepared,
): Promise<{ answered: Answered; paidCents: number }> {
  await declared.reserve?.({ ...op, unit, ordered: false })
  const charge = await chargeOf(declared, op)
  if (charge !== undefined) {
    const accountId = payerOf(op)
    const spent = await spend(unit.db, { accountId, ...charge, author: unit.author }, unit.now)
    if (spent.is === 'insufficient') throw noCredit(declared, charge, spent.availableCents)
    if (spent.is === 'frozen') throw frozenWallet(declared)
    await countPayment(declared, op, unit, charge)
  }
  unit.faultPoint('credit held')
  const kept = await keepStored(declared, op, unit, prepared)
  unit.faultPoint('documents kept')
  const answer = await declared.ask?.({ ...op, ask: askFor(op), documents: kept })
  const asked = answer === undefined ? undefined : valueOf(declared, answer)
  unit.faultPoint('provider answered')
  const names = kept.map(({ name }) => name)
  const answered = await declared.apply({ ...op, asked, kept: names, unit, examined: prepared.examined })
  if (declared.ask !== undefined && op.provider.manifest.byHand === true)
    await noteTask(declared, op, unit, charge?.amountCents ? charge.cause : null)
  unit.faultPoint('effect applied')
  return { answered, paidCents: charge?.amountCents ?? 0 }
}

function valueOf(declared: Declared<AnyWrite>, answer: Answer<unknown>): unknown {
  if (answer.is === 'done') return answer.value
  throw providerFailure(declared, answer.is === 'refused' ? 'refused' : 'down')
}
