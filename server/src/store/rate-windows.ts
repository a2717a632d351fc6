// What processes that serve together give out of one budget of requests, by the database's clock.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

/** What was given out of a budget's present window, this time included, and how long it still lasts. */
export interface GivenOut {
  /** More than the budget has once it is used up. */
  given: number
  endsInMs: number
}

/** Takes so many requests out of a budget's present window. */
export async function giveOut(
  db: Reader,
  { budget, windowSeconds, requests }: { budget: string; windowSeconds: number; requests: number },
): Promise<GivenOut> {
  const window = sql`make_interval(secs => ${windowSeconds}::int)`
  const isStillOpen = sql`kept.ends_at > excluded.ends_at - ${window}`
  const found = await sql<GivenOut>`
    insert into rate_windows as kept (budget, ends_at, given)
    values (${budget}, clock_timestamp() + ${window}, ${requests})
    on conflict (budget) do update set
      given = excluded.given + case when ${isStillOpen} then kept.given else 0 end,
      ends_at = case when ${isStillOpen} then kept.ends_at else excluded.ends_at end
    returning given, (extract(epoch from ends_at - clock_timestamp()) * 1000)::float8 as "endsInMs"`.execute(db)
  const [row] = found.rows
  if (row === undefined) throw new TypeError('an insert that updates returns its row')
  return row
}
