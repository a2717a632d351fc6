// Suspends, reopens and closes accounts: state, history, wallet, tokens and keys in one transaction. The wallet is locked
// first, so that whoever pays meanwhile comes before or is refused.
import { freezeWallet, lockWallet, readWallet, spend, thawWallet } from '../ledger/ledger.ts'
import { accountLifecycle } from '../model/account.lifecycle.ts'
import type { AccountMove, AccountState } from '../model/account.lifecycle.ts'
import { allows } from '../model/lifecycle.ts'
import { countUnderWay, moveAccount, readAccountState } from '../store/account-states.ts'
import type { UnderWay } from '../store/account-states.ts'
import { endApiKeys } from '../store/api-keys.ts'
import { revokeTokensOf } from '../store/tokens.ts'
import { rejectWaiting } from '../store/waiting-credits.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** What became of a move. `wrong state`: not from there. */
export type AccountMoved = { is: 'moved' } | { is: 'unknown' } | { is: 'wrong state'; state: AccountState }
/** `busy`: it has something under way. `paidOutCents`: the credit that was left. */
export type AccountClosed =
  { is: 'closed'; paidOutCents: number } | Exclude<AccountMoved, { is: 'moved' }> | { is: 'busy'; underWay: UnderWay }

/** Which account, and why; the account reads it. */
export interface AboutAccount {
  accountId: string
  reason: string
}

/** Suspends an account: within a second nothing is open to it, and its wallet pays for nothing new. */
export async function suspendAccount(unit: UnitOfWork, about: AboutAccount): Promise<AccountMoved> {
  const found = await lockFor(unit, about.accountId, 'suspend')
  if (found.is !== 'allowed') return found
  await freezeWallet(unit.db, about.accountId)
  return moved(unit, about, found.state, 'suspend')
}

/** Reopens a suspended account; renewals that waited are made. */
export async function reopenAccount(unit: UnitOfWork, about: AboutAccount): Promise<AccountMoved> {
  const found = await lockFor(unit, about.accountId, 'reopen')
  if (found.is !== 'allowed') return found
  await thawWallet(unit.db, about.accountId, unit.now)
  unit.wake('renew-automatically')
  return moved(unit, about, found.state, 'reopen')
}

/**
 * Closes an account for good. With something under way only by `force`: then that ends by itself, unrenewed. Credit that
 * waits for a second operator comes to nothing.
 */
export async function closeAccount(
  unit: UnitOfWork,
  { accountId, reason, force, cause, operatorId }: AboutAccount & { force: boolean; cause: string; operatorId: string },
): Promise<AccountClosed> {
  const rejection = { accountId, by: operatorId, reason: `the account was closed: ${reason}`, at: unit.now }
  await rejectWaiting(unit.db, rejection, 'all')
  const found = await lockFor(unit, accountId, 'close')
  if (found.is !== 'allowed') return found
  const underWay = await countUnderWay(unit.db, accountId)
  if (!force && underWay.mailboxes + underWay.domains + underWay.orders > 0) return { is: 'busy', underWay }
  // What came to wait before the wallet was locked.
  await rejectWaiting(unit.db, rejection, 'free')
  await freezeWallet(unit.db, accountId)
  const { availableCents } = await readWallet(unit.db, accountId)
  const payout = { accountId, amountCents: availableCents, cause, reason: `paid out at closing: ${reason}` }
  await spend(unit.db, { ...payout, author: unit.author, evenFrozen: true, untold: true }, unit.now)
  await revokeTokensOf(unit.db, { owner: 'account_id', id: accountId }, unit.now)
  await endApiKeys(unit.db, accountId, unit.now)
  await moved(unit, { accountId, reason }, found.state, 'close')
  return { is: 'closed', paidOutCents: availableCents }
}

async function lockFor(unit: UnitOfWork, accountId: string, move: AccountMove) {
  await lockWallet(unit.db, accountId)
  const state = await readAccountState(unit.db, accountId)
  if (state === undefined) return { is: 'unknown' } as const
  if (!allows(accountLifecycle, state, move)) return { is: 'wrong state', state } as const
  return { is: 'allowed', state } as const
}

async function moved(
  unit: UnitOfWork,
  { accountId, reason }: AboutAccount,
  from: AccountState,
  move: AccountMove,
): Promise<{ is: 'moved' }> {
  const { author, now, db } = unit
  if (!(await moveAccount(db, { accountId, from, move }, { reason, author, now })))
    throw new Error(`account ${accountId} moved on before ${move}, although its wallet is locked`)
  return { is: 'moved' }
}
