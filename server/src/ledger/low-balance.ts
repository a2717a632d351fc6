// Credit that falls below what its account wants to be told of: one event, until it was above again.
import { sql } from 'kysely'
import type { Author } from '../model/author.ts'
import { formatCents } from '../model/money.ts'
import type { Writer } from '../store/database.ts'
import { insertEvents } from '../store/events.ts'
import type { NewEvent } from '../store/events.ts'

const KIND = 'low-balance'

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

/** Whose credit fell, and when. */
export interface Fallen {
  accountId: string
  fell: Fell
  at: Date
  author?: Author | undefined
}

/**
 * Tells accounts whose wallets are locked, each account once, dated as the payments are. Of several falls in one second the
 * later ones come a millisecond after those before: the same kind at the same moment would be the same event.
 */
export async function tellFallen(tx: Writer, fallen: readonly Fallen[]): Promise<void> {
  const list = <T>(of: (one: Fallen) => T) => fallen.map(of)
  const told = await sql<{ account_id: string; last: Date }>`
    select w.account_id, max(e.at) as last
    from unnest(${list((one) => one.accountId)}::text[], ${list(({ at }) => at)}::timestamptz[]) as w (account_id, at)
      join events e on e.subject_id = w.account_id and e.kind = ${KIND} and e.at >= w.at and e.at < w.at + interval '1 second'
    group by w.account_id`.execute(tx)
  const after = new Map(told.rows.map(({ account_id, last }) => [account_id, new Date(last.getTime() + 1)]))
  await insertEvents(
    tx,
    list(({ at, ...one }) => lowBalance({ ...one, at: after.get(one.accountId) ?? at })),
  )
}

function lowBalance({ accountId, fell: { left, below }, at, author }: Fallen): NewEvent {
  const detail = { credit: formatCents(left), low_balance: formatCents(below) }
  return { accountId, resource: { kind: 'account', id: accountId }, kind: KIND, detail, author, at }
}
