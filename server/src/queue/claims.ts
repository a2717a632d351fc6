// Which operator has an item in hand. A claim ends by itself, so that nobody's day off holds anything up.
import { sql } from 'kysely'
import type { Reader, Writer } from '../store/database.ts'

const CLAIMED_FOR_MS = 30 * 60_000

/** A claim in force: who has the item in hand, until when, and which version of its resource they saw. */
export interface Claim {
  operator_id: string
  version: number
  until: Date
}

/** Who takes an item in hand, having seen that version of its resource; `takeOver`: also out of somebody else's. */
export interface Claiming {
  itemId: string
  operatorId: string
  version: number
  takeOver: boolean
}

/** Takes an item in hand for 30 minutes, or for 30 more; undefined while it is somebody else's. */
export async function claimItem(
  tx: Writer,
  { itemId, operatorId, version, takeOver }: Claiming,
  now: Date,
): Promise<Claim | undefined> {
  const until = new Date(now.getTime() + CLAIMED_FOR_MS)
  const claimed = await sql<Claim>`
    insert into queue_claims (item_id, operator_id, version, until) values (${itemId}, ${operatorId}, ${version}, ${until})
    on conflict (item_id) do update set operator_id = excluded.operator_id, version = excluded.version, until = excluded.until
    where queue_claims.operator_id = excluded.operator_id or queue_claims.until <= ${now} or ${takeOver}::boolean
    returning operator_id, version, until`.execute(tx)
  return claimed.rows[0]
}

/** The claim on an item that is in force. */
export async function findClaim(db: Reader, itemId: string, now: Date): Promise<Claim | undefined> {
  const found = await sql<Claim>`
    select operator_id, version, until from queue_claims where item_id = ${itemId} and until > ${now}`.execute(db)
  return found.rows[0]
}

/** Lets go of an item; of a given operator's alone when one is named. */
export async function releaseItem(db: Reader, itemId: string, operatorId?: string): Promise<void> {
  const whose = operatorId === undefined ? sql`` : sql` and operator_id = ${operatorId}`
  await sql`delete from queue_claims where item_id = ${itemId}${whose}`.execute(db)
}
