// Which servers run, which keys they have, and which of them each seals with: a key is not changed over the heads of those
// who do not have the new one.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

/** A running server. */
export interface KeyHolder {
  process: string
  /** Ids of the keys it has. */
  keys: string[]
  /** Of the key it seals with. */
  sealing: string
}

/** How often a server says that it is there; three times as long unheard, and it counts as gone. */
export const HOLDER_TELLS_EVERY_MS = 5_000

const isThere = sql`seen_at > clock_timestamp() - make_interval(secs => ${(3 * HOLDER_TELLS_EVERY_MS) / 1000})`

/** Notes a server as running now; those unheard for an hour are forgotten. Returns the id of the key that should seal. */
export async function noteKeyHolder(db: Reader, { process, keys, sealing }: KeyHolder): Promise<string | undefined> {
  const found = await sql<{ sealing: string }>`
    with gone as (delete from key_holders where seen_at < clock_timestamp() - interval '1 hour'), noted as (
      insert into key_holders (process, keys, sealing, seen_at)
      values (${process}, ${keys}::text[], ${sealing}, clock_timestamp())
      on conflict (process) do update
      set keys = excluded.keys, sealing = excluded.sealing, seen_at = excluded.seen_at
    )
    select sealing_key(key_marker) as sealing from installation`.execute(db)
  return found.rows[0]?.sealing
}

/** Notes that a server ends. */
export async function forgetKeyHolder(db: Reader, process: string): Promise<void> {
  await sql`delete from key_holders where process = ${process}`.execute(db)
}

/** All servers that are running. */
export async function listKeyHolders(db: Reader): Promise<KeyHolder[]> {
  const found = await sql<KeyHolder>`
    select process, keys, sealing from key_holders where ${isThere} order by process`.execute(db)
  return found.rows
}
