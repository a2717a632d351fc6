// Addresses that operators found to be somebody else's at a provider nobody can ask.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

/** Records that an address is taken; once more changes nothing. */
export async function noteTakenAddress(db: Reader, casella_pec: string, now: Date): Promise<void> {
  await sql`
    insert into taken_addresses (casella_pec, noted_at) values (${casella_pec}, ${now})
    on conflict do nothing`.execute(db)
}

/** Forgets that an address is taken; false when that was not recorded. */
export async function forgetTakenAddress(db: Reader, casella_pec: string): Promise<boolean> {
  const gone = await sql`delete from taken_addresses where casella_pec = ${casella_pec}`.execute(db)
  return gone.numAffectedRows === 1n
}
