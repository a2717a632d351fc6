// Credit given by operators. Above CREDIT_CONFIRMATION_ABOVE a second one has to confirm it: until then nothing changes.
import type { Context } from '../context.ts'
import { confirmedCreditCause } from '../ledger/causes.ts'
import { lockWallet, topUp } from '../ledger/ledger.ts'
import { unconfirmedCents } from '../ledger/unconfirmed.ts'
import type { AccountState } from '../model/account.lifecycle.ts'
import { newResourceId } from '../model/resource-id.ts'
import { readAccountState } from '../store/account-states.ts'
import { findPerson, operators } from '../store/people.ts'
import { decideCredit, insertCredit, lockCredit } from '../store/waiting-credits.ts'
import type { CreditRow, CreditState } from '../store/waiting-credits.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

const A_DAY_MS = 86_400_000
/** How long a credit waits for its confirmation. */
const WAITS_FOR_MS = 7 * A_DAY_MS
/** Within them everybody else can see who was let in, and take the credit or the newcomer away. */
export const CONFIRM_AFTER_HOURS = 24

/** Who gives how much to whom, and why. */
export interface GivenCredit {
  accountId: string
  operatorId: string
  amountCents: number
  reason: string
  cause: string
}

/** A credit that waits for somebody else. */
export interface Waiting {
  id: string
  expiresAt: Date
}

export type Credited =
  { is: 'given' } | { is: 'waiting'; waiting: Waiting } | { is: 'unknown' } | { is: 'closed'; state: AccountState }

/** Gives credit, or lets it wait: what one operator alone gave the account within a day counts together. */
export async function giveCredit(context: Context, unit: UnitOfWork, given: GivenCredit): Promise<Credited> {
  const { accountId, amountCents, reason, cause } = given
  const { db, author } = unit
  // Of two at once, the second counts the first.
  await lockWallet(db, accountId)
  const state = await readAccountState(db, accountId)
  if (state === undefined) return { is: 'unknown' }
  if (state === 'closed') return { is: 'closed', state }
  if (await isAboveLimit(context, unit, given)) return { is: 'waiting', waiting: await letWait(unit, given) }
  await topUp(db, { accountId, amountCents, cause, reason, author }, unit.inTimeOf(accountId).now)
  return { is: 'given' }
}

async function isAboveLimit(
  { settings }: Context,
  { db, now }: UnitOfWork,
  { accountId, operatorId, amountCents }: GivenCredit,
): Promise<boolean> {
  const limitCents = settings.CREDIT_CONFIRMATION_ABOVE
  if (limitCents === undefined) return false
  if (amountCents > limitCents) return true
  const since = new Date(now.getTime() - A_DAY_MS)
  return (await unconfirmedCents(db, accountId, operatorId, since)) + amountCents > limitCents
}

async function letWait(
  { db, now }: UnitOfWork,
  { accountId, operatorId, amountCents, reason }: GivenCredit,
): Promise<Waiting> {
  const [id, expiresAt] = [newResourceId(now), new Date(now.getTime() + WAITS_FOR_MS)]
  await insertCredit(db, { id, accountId, amountCents, reason, askedBy: operatorId, askedAt: now, expiresAt })
  return { id, expiresAt }
}

/** What became of a decision. `over`: it no longer waits. */
export type Rejected = { is: 'decided'; credit: CreditRow } | { is: 'unknown' } | { is: 'over'; state: CreditState }
/** `own`: whoever asked for it cannot confirm it; `too new`: nor can who has just joined, who may be theirs. */
export type Confirmed = Rejected | { is: 'own' } | { is: 'too new'; from: Date } | { is: 'closed'; state: AccountState }

/** Which credit is decided on, by whom, and why. */
export interface Decision {
  id: string
  operatorId: string
  reason: string
}

/** Gives a credit that waits. Of two who confirm at once, the second finds it confirmed. */
export async function confirmCredit(unit: UnitOfWork, decision: Decision): Promise<Confirmed> {
  const { db, author } = unit
  const found = await lockForDecision(unit, decision)
  if (found.is !== 'waiting') return found
  if (found.credit.asked_by === decision.operatorId) return { is: 'own' }
  const from = await mayConfirmFrom(unit, decision)
  if (from > unit.now) return { is: 'too new', from }
  const { id, account_id: accountId, amount_cents: amountCents, reason } = found.credit
  await lockWallet(db, accountId)
  const state = await readAccountState(db, accountId)
  if (state === 'closed') return { is: 'closed', state }
  await topUp(
    db,
    { accountId, amountCents, cause: confirmedCreditCause(id), reason, author },
    unit.inTimeOf(accountId).now,
  )
  return decided(unit, 'confirmed', decision)
}

/** Those whom the server's command line made confirm at once: whoever runs it could give the credit. */
async function mayConfirmFrom({ db }: UnitOfWork, { operatorId }: Decision): Promise<Date> {
  const joinedAt = (await findPerson(db, operators, operatorId))?.joined_at?.getTime() ?? 0
  return new Date(joinedAt + CONFIRM_AFTER_HOURS * 3_600_000)
}

/** Lets a credit that waits come to nothing; whoever asked for it may say so too. */
export async function rejectCredit(unit: UnitOfWork, decision: Decision): Promise<Rejected> {
  const found = await lockForDecision(unit, decision)
  return found.is === 'waiting' ? decided(unit, 'rejected', decision) : found
}

async function lockForDecision(
  { db, now }: UnitOfWork,
  { id }: Decision,
): Promise<{ is: 'waiting'; credit: CreditRow } | { is: 'unknown' } | { is: 'over'; state: CreditState }> {
  const credit = await lockCredit(db, id, now)
  if (credit === undefined) return { is: 'unknown' }
  return credit.state === 'waiting' ? { is: 'waiting', credit } : { is: 'over', state: credit.state }
}

async function decided(
  { db, now: at }: UnitOfWork,
  state: 'confirmed' | 'rejected',
  { id, operatorId: by, reason }: Decision,
): Promise<{ is: 'decided'; credit: CreditRow }> {
  const credit = await decideCredit(db, { id, state, by, reason, at })
  if (credit === undefined) throw new Error(`credit ${id} was decided on, although it is locked`)
  return { is: 'decided', credit }
}
