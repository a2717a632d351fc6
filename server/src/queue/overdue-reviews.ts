// What waits to be judged for too long, told once for each waiting: a column of the resource says which one was told.
import { sql } from 'kysely'
import { reviewDueMs } from '../model/task-due.ts'
import type { Reader } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'
import { reviewed } from './items.ts'
import type { ItemFilter, Reviewed } from './items.ts'

type Which = Pick<ItemFilter, 'providers' | 'reviewHours'>

/** Something nobody has judged in time. */
export interface OverdueReview {
  operation: string
  provider: string
  resource: Reviewed['resource']
  id: string
  due_at: Date
}

/** Which rows were not told yet: the words of the partial indexes. */
const untold = ({ stato, since }: Reviewed) =>
  sql`stato = ${sql.lit(stato)} and overdue_noted_for is distinct from ${sql.ref(since)}`

/** When the next one is overdue that was not told yet. */
export async function nextOverdueReview(db: Reader, whose: Population, which: Which): Promise<Date | undefined> {
  return (await firstOverdue(whose, which).execute(db)).rows[0]?.at ?? undefined
}

/** The statement of it: the first row of an index for each kind and provider. */
export function firstOverdue(whose: Population, { providers, reviewHours }: Which) {
  const firsts = reviewed.map((one) => {
    const dueSeconds = reviewDueMs(one.resource, reviewHours) / 1_000
    return sql`(select w.since + make_interval(secs => ${dueSeconds}) from unnest(${[...providers]}::text[]) as p (name)
      cross join lateral (select ${sql.ref(one.since)} as since from ${sql.table(one.table)}
        where provider = p.name and ${untold(one)} ${andOf(whose)} order by ${sql.ref(one.since)} limit 1) w
      order by w.since limit 1)`
  })
  return sql<{ at: Date | null }>`select least(${sql.join(firsts)}) as at`
}

/** Notes those of one kind that are overdue at `until`; returns them, each once. Rows others hold are left for later. */
export async function noteOverdueReviews(
  db: Reader,
  whose: Population,
  one: Reviewed,
  { providers, reviewHours }: Which,
  until: Date,
  limit: number,
): Promise<OverdueReview[]> {
  const dueMs = reviewDueMs(one.resource, reviewHours)
  const since = sql.ref(one.since)
  const noted = await sql<OverdueReview>`
    with overdue as (
      select id as overdue_id from ${sql.table(one.table)}
      where provider = any(${[...providers]}::text[]) and ${untold(one)} and ${since} <= ${new Date(until.getTime() - dueMs)}
        ${andOf(whose)}
      order by ${since} limit ${limit} for update skip locked
    )
    update ${sql.table(one.table)} set overdue_noted_for = ${since} from overdue where id = overdue_id
    returning ${one.operation}::text as operation, provider, ${one.resource}::text as resource, id,
      ${since} + make_interval(secs => ${dueMs / 1_000}) as due_at`.execute(db)
  return noted.rows
}
