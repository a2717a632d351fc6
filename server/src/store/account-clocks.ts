// Clocks of single accounts of a sandbox: each stands ahead of everybody's by a row, and goes with it
// (docs/decisions/0037-a-clock-per-account.md).
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { clockAhead } from '../model/clock.ts'
import type { FollowingClock } from '../model/clock.ts'
import type { Population } from './population.ts'
import type { Schema } from './schema.ts'

/** All clocks that are ahead, and how often any account's had been moved by then. */
export interface Leads {
  leadMs: ReadonlyMap<string, number>
  moves: number
}

/** An account's clock that was moved: how far it is ahead now, and which of all moves that was. */
export interface MovedLead {
  leadMs: number
  move: number
}

/** The clocks of accounts as this process knows them. */
export interface AccountClocks {
  /** The clock of all that have none of their own. */
  everybodys: FollowingClock
  /** The clock an account goes by: its own, or everybody's, as do those who are none. */
  of(accountId: string | undefined): FollowingClock
  /** The account's own clock, also while it stands with everybody's. */
  own(accountId: string): FollowingClock
  /** Accounts whose clock is ahead. */
  ahead(): readonly string[]
  /** By how much the one furthest ahead is, in milliseconds. */
  furthestMs(): number
  /** Whose rows are due by everybody's clock. */
  allBut(): Population
  /** Takes what was read of all, unless something newer is known. */
  hear(leads: Leads): void
  /** Takes a move of this process. */
  note(accountId: string, moved: MovedLead): void
  /** How many moves were read. */
  moves(): number
  /** Hears of every account whose clock was moved. */
  onMoved(hear: (accountId: string) => void): void
}

/** No clocks but everybody's until some are heard of. */
export function accountClocks(everybodys: FollowingClock): AccountClocks {
  // Those without a lead are there only until what is read is as new as they are.
  const known = new Map<string, MovedLead>()
  let ahead: readonly string[] = []
  let read = -1
  let tell: (accountId: string) => void = () => undefined

  const leadOf = (accountId: string) => known.get(accountId)?.leadMs ?? 0
  const note = (accountId: string, moved: MovedLead) => {
    const before = leadOf(accountId)
    known.set(accountId, moved)
    if (moved.leadMs === before) return
    if (moved.leadMs === 0 || before === 0) ahead = [...known].flatMap(([id, { leadMs }]) => (leadMs > 0 ? [id] : []))
    tell(accountId)
  }
  const own = (accountId: string) => clockAhead(everybodys, () => leadOf(accountId))
  return {
    everybodys,
    of: (accountId) => (accountId !== undefined && leadOf(accountId) > 0 ? own(accountId) : everybodys),
    own,
    ahead: () => ahead,
    furthestMs: () => Math.max(0, ...ahead.map(leadOf)),
    allBut: () => (ahead.length === 0 ? 'everybody' : { but: ahead }),
    hear({ leadMs, moves }) {
      if (moves < read) return
      read = moves
      const isOlder = (accountId: string) => (known.get(accountId)?.move ?? -1) <= moves
      for (const [accountId, lead] of leadMs) if (isOlder(accountId)) note(accountId, { leadMs: lead, move: moves })
      for (const accountId of [...known.keys()]) {
        if (leadMs.has(accountId) || !isOlder(accountId)) continue
        note(accountId, { leadMs: 0, move: moves })
        known.delete(accountId)
      }
    },
    note,
    moves: () => read,
    onMoved: (hear) => void (tell = hear),
  }
}

/** All clocks that are ahead. */
export async function readLeads(db: Kysely<Schema>): Promise<Leads> {
  const found = await sql<{ account_id: string | null; lead_ms: number; moves: number }>`
    select account_id, lead_ms, account_moves as moves from product_clock left join account_clocks on true`.execute(db)
  const leads = found.rows.flatMap(({ account_id, lead_ms }) =>
    account_id === null ? [] : ([[account_id, lead_ms]] as const),
  )
  return { leadMs: new Map(leads), moves: found.rows[0]?.moves ?? 0 }
}

// One statement, in which everybody's row is locked before the account's.
const raised = sql`update product_clock set account_moves = account_moves + 1 returning account_moves as move`

/** Sets how far an account's clock is ahead of everybody's; by this it never goes back. */
export async function writeLead(db: Kysely<Schema>, accountId: string, leadMs: number): Promise<MovedLead> {
  const moved = await sql<MovedLead>`
    with raised as (${raised})
    insert into account_clocks as c (account_id, lead_ms)
    select ${accountId}, ${leadMs}::bigint from raised
    on conflict (account_id) do update set lead_ms = greatest(c.lead_ms, excluded.lead_ms)
    returning lead_ms as "leadMs", (select move from raised) as move`.execute(db)
  return moved.rows[0] ?? { leadMs: 0, move: 0 }
}

/** Sets an account's clock back to everybody's. */
export async function writeNoLead(db: Kysely<Schema>, accountId: string): Promise<MovedLead> {
  const moved = await sql<{ move: number }>`
    with raised as (${raised}), back as (delete from account_clocks where account_id = ${accountId})
    select move from raised`.execute(db)
  return { leadMs: 0, move: moved.rows[0]?.move ?? 0 }
}
