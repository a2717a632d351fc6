// Empties a sandbox account, with what providers still do for it.
import { release } from '../ledger/ledger.ts'
import { emptyAccount, lockAccount } from '../store/reset.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { endOperation, lockPendingOperationsOf } from './table.ts'

/** Locks the account and removes all it has but its credit; returns how many mailboxes that were. */
export async function clearAccount(unit: UnitOfWork, accountId: string): Promise<number> {
  await lockAccount(unit.db, accountId)
  // What a provider still does for it has nothing left to change, so its price is free again.
  for (const operation of await lockPendingOperationsOf(unit.db, accountId)) {
    if (operation.hold_id !== null) await release(unit.db, operation.hold_id, unit.now)
    await endOperation(unit.db, operation, 'undo', unit.now, 'the account was emptied')
  }
  const { mailboxes, documents } = await emptyAccount(unit.db, accountId)
  unit.discardAfterwards(documents)
  return mailboxes
}
