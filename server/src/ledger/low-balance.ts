// Credit that falls below what its account wants to be told of: one event, until it was above again.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import { formatCents } from '../model/money.ts'
import type { NewEvent } from '../store/events.ts'

/** What was left when credit fell below, and below what; in cents. */
export interface Fell {
  left: number
  below: number
}

/** Of a wallet whose available credit was just lowered by an amount: how it fell, or null; as part of a statement. */
export const lowBalanceAfter = (amountCents: number) => sql`
  case when balance_cents - held_cents < low_balance_cents
      and balance_cents - held_cents + ${amountCents} >= low_balance_cents
    then json_build_object('left', balance_cents - held_cents, 'below', low_balance_cents) end`

/** The same of credit as it was before and after a debit. */
export function fallen(lowBalanceCents: number | null, beforeCents: number, afterCents: number): Fell | undefined {
  if (lowBalanceCents === null || beforeCents < lowBalanceCents || afterCents >= lowBalanceCents) return undefined
  return { left: afterCents, below: lowBalanceCents }
}

/** The event that tells it. */
export function lowBalance(
  accountId: string,
  { left, below }: Fell,
  { at, author }: { at: Date; author?: Author | undefined },
): NewEvent {
  const detail = { credit: formatCents(left), low_balance: formatCents(below) }
  return { accountId, resource: { kind: 'account', id: accountId }, kind: 'low-balance', detail, author, at }
}
