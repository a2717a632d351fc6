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
