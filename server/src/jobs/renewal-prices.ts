// What automatic renewals cost: each by the prices of the moment at which it fell due, from which its payment is dated.
import type { Context } from '../context.ts'
import { yearlyPrices } from '../ledger/prices.ts'
import type { DueMailbox, Pricing } from '../mailboxes/due.ts'
import type { Reader } from '../store/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** What a year costs at a moment, now unless told; accounts with a list of their own pay by that. */
export async function pricingAt(context: Context, db: Reader, at = context.clock.now()): Promise<Pricing> {
  return { yearly: yearlyPrices(await context.prices.generalPrices(db, at)), at }
}

/** What the renewal of each costs, in cents; one statement for all. */
export async function pricesWhenDue(
  context: Context,
  unit: UnitOfWork,
  due: readonly DueMailbox[],
): Promise<(mailbox: DueMailbox) => number> {
  const moments = due.map(({ account_id: accountId, due_at: at }) => ({ accountId, at }))
  const prices = await context.prices.pricesOfMany(unit.db, moments)
  const costs = new Map(due.map(({ id, tipo_casella }, nth) => [id, prices[nth]?.[`mailbox ${tipo_casella}`].cents]))
  return ({ id }) => {
    const cents = costs.get(id)
    if (cents === undefined) throw new Error(`the renewal of ${id} has no price`)
    return cents
  }
}
