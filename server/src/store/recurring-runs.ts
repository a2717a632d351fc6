// What recurs by real time and has no due rows of its own: whichever process comes first runs it, the others not.
import { sql } from 'kysely'
import type { Reader } from './database.ts'
import type { JobName } from './wake-ups.ts'

/** Begins a run of the job, unless one began less than `everyMs` ago in any process; returns whether it may. */
export async function beginRecurring(db: Reader, job: JobName, everyMs: number): Promise<boolean> {
  const begun = await sql`
    insert into recurring_runs as r (job, began_at) values (${job}, clock_timestamp())
    on conflict (job) do update set began_at = excluded.began_at
    where r.began_at <= excluded.began_at - make_interval(secs => ${everyMs / 1000})
    returning 1`.execute(db)
  return begun.rows.length > 0
}

/** What a run found, by name. */
export type Found = Readonly<Record<string, number>>

/** Notes what a run of the job found, in place of what the one before did. */
export async function noteFound(db: Reader, job: JobName, found: Found): Promise<void> {
  await sql`
    insert into recurring_runs (job, began_at, found, found_at)
    values (${job}, clock_timestamp(), ${JSON.stringify(found)}, clock_timestamp())
    on conflict (job) do update set found = excluded.found, found_at = excluded.found_at`.execute(db)
}

/** A recurring job: how long ago it last began and, where it looks for something, what it found how long ago. */
export interface RecurringRun {
  job: JobName
  beganSecondsAgo: number
  found: Found
  foundSecondsAgo: number | null
}

/** Every recurring job that ever ran, in whichever process. */
export async function recurringRuns(db: Reader): Promise<RecurringRun[]> {
  const runs = await sql<Omit<RecurringRun, 'found'> & { found: Found | null }>`
    select job, extract(epoch from clock_timestamp() - began_at)::float8 as "beganSecondsAgo", found,
      extract(epoch from clock_timestamp() - found_at)::float8 as "foundSecondsAgo"
    from recurring_runs`.execute(db)
  return runs.rows.map(({ found, ...run }) => ({ ...run, found: found ?? {} }))
}
