// A sandbox account is brought back to a snapshot: its ledger begins a new era with the entries of then, so that refunds,
// repeated causes and the match of debits and effects are as they were. Nothing of the era before is changed.
import { sql } from 'kysely'
import type { Writer } from '../store/database.ts'
import { readWallet, spend, topUp } from './ledger.ts'
import type { Movement } from './ledger.ts'

/** Closes the account's era, in which nothing is held, and opens one with the entries and the balance of a snapshot. */
export async function beginEra(
  tx: Writer,
  snapshotId: string,
  { accountId, cause, author }: Omit<Movement, 'amountCents'>,
  now: Date,
): Promise<void> {
  const movement = { accountId, cause, author }
  const { availableCents } = await readWallet(tx, accountId)
  // Nobody's credit is low: what it was then follows.
  const all = { ...movement, amountCents: availableCents, reason: 'snapshot restored', untold: true }
  if (availableCents > 0) await spend(tx, all, now)
  await sql`update wallets set era = era + 1 where account_id = ${accountId}`.execute(tx)
  const openingCents = await openingBalance(tx, snapshotId)
  if (openingCents > 0) await topUp(tx, { ...movement, amountCents: openingCents, reason: 'snapshot restored' }, now)
  await sql`
    with old as ${entriesOf(snapshotId)}, copied as (
      insert into ledger_entries (id, account_id, kind, amount_cents, ends_id, cause, reason, author, created_at)
      overriding system value
      select new_id, account_id, kind, amount_cents, ends, cause, reason, author, created_at from old order by new_id
      returning kind, amount_cents
    )
    update wallets set balance_cents = balance_cents + (select ${worth} from copied)
    where account_id = ${accountId}`.execute(tx)
}

const worth = sql`coalesce(sum(case kind when 'top-up' then amount_cents when 'refund' then amount_cents
  when 'capture' then -amount_cents else 0 end), 0)::bigint`

/** The entries of a snapshot with the ids of their copies; what ends an entry from before is left out. */
const entriesOf = (snapshotId: string) => sql`(
  with mine as (
    select e.*, nextval(pg_get_serial_sequence('ledger_entries', 'id')) as new_id
    from sandbox_snapshots s join lateral (
      select * from ledger_entries e where e.account_id = s.account_id and e.era = s.era
        and e.id > s.first_entry and e.id <= s.last_entry order by e.id
    ) e on true where s.id = ${snapshotId}
  )
  select mine.*, ended.new_id as ends from mine left join mine ended on ended.id = mine.ends_id
  where mine.ends_id is null or ended.id is not null
)`

/** What the account had before the first entry of a snapshot, in cents. */
async function openingBalance(tx: Writer, snapshotId: string): Promise<number> {
  const found = await sql<{ cents: number }>`
    select s.balance_cents - (select ${worth} from ${entriesOf(snapshotId)} e) as cents
    from sandbox_snapshots s where s.id = ${snapshotId}`.execute(tx)
  return found.rows[0]?.cents ?? 0
}
