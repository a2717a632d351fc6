// How many requests an account made in a span of UTC days, what of them was paid, refused, and how much they cost. Every
// answer is read from the counts of days and never from the requests themselves.
import { sql } from 'kysely'
import type { Reader } from '../store/database.ts'

/** Days from `first` to before `end`, each as yyyy-mm-dd; undefined: all there are. */
export interface Days {
  first: string
  end: string
}

export interface RequestCounts {
  requests: number
  paid: number
  refused: number
  paid_cents: number
}

const sums = sql.raw(
  ['requests', 'paid', 'refused', 'paid_cents']
    .map((name) => `coalesce(sum(${name}), 0)::float8 as ${name}`)
    .join(', '),
)
const within = (accountId: string, days: Days | undefined) =>
  days === undefined
    ? sql`account_id = ${accountId}`
    : sql`account_id = ${accountId} and day >= ${days.first}::date and day < ${days.end}::date`

/** The counts of each scope of the account that was used, by its name. */
export async function countsByScope(
  db: Reader,
  accountId: string,
  days: Days | undefined,
): Promise<({ scope: string } & RequestCounts)[]> {
  const found = await sql<{ scope: string } & RequestCounts>`
    select scope, ${sums} from request_counts where ${within(accountId, days)}
    group by scope order by scope`.execute(db)
  return found.rows
}

/** The counts of each address requests came from, busiest first, at most so many. */
export async function countsByAddress(
  db: Reader,
  accountId: string,
  days: Days | undefined,
  limit: number,
): Promise<({ ip: string } & RequestCounts)[]> {
  const found = await sql<{ ip: string } & RequestCounts>`
    select ip, ${sums} from request_sources where ${within(accountId, days)}
    group by ip order by requests desc, ip limit ${limit}`.execute(db)
  return found.rows
}

/** From how many addresses requests came. */
export async function countAddresses(db: Reader, accountId: string, days: Days | undefined): Promise<number> {
  const found = await sql<{ addresses: number }>`
    select count(distinct ip)::int as addresses from request_sources where ${within(accountId, days)}`.execute(db)
  return found.rows[0]?.addresses ?? 0
}
