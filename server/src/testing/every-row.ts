// All that a database holds, to see whether a call changed any of it.
import { sql } from 'kysely'
import type { Context } from '../context.ts'

// Who called is noted whatever comes of it.
const logs = ['operator_actions', 'requests', 'request_counts', 'request_sources', 'rate_windows']

/** A digest of the rows of every table, but for the logs of calls and for when secrets were last used. */
export async function everyRow({ database: { kysely } }: Context): Promise<Record<string, string | null>> {
  const tables = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and not relname = any(${logs}::text[])`.execute(
    kysely,
  )
  const digests: Record<string, string | null> = {}
  for (const { name } of tables.rows) {
    const found = await sql<{ digest: string | null }>`
      select md5(string_agg(row, ' ' order by row)) as digest
      from (select (to_jsonb(t) - 'last_used_at')::text as row from ${sql.table(name)} t) rows`.execute(kysely)
    digests[name] = found.rows[0]?.digest ?? null
  }
  return digests
}
