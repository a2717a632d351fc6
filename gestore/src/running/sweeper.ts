// What nothing names any more: messages that were thrown away, envelopes that were delivered.
import { sql } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'
import { sweepBodies } from '../store/bodies.ts'

const EVERY_MS = 600_000
const AT_ONCE = 200

/** Sweeps every ten minutes, a few at a time; returns how to stop. */
export function startSweeper(db: Reader, onProblem: (error: unknown) => void): () => Promise<void> {
  let isClosed = false
  let sweeping = Promise.resolve()
  const sweep = async () => {
    await forgetArrivals(db)
    await forgetBoxes(db)
    await forgetSent(db)
    while (!isClosed && (await sweepBodies(db, AT_ONCE)) === AT_ONCE);
  }
  const timer = setInterval(() => {
    sweeping = sweep().catch(onProblem)
  }, EVERY_MS).unref()
  return async () => {
    isClosed = true
    clearInterval(timer)
    await sweeping
  }
}

/** Mailboxes that a reset took away, and what they sent: nothing of it is on its way for long. */
async function forgetBoxes(db: Reader): Promise<void> {
  const isGone = sql`gestore = 'first' and not exists (select from mailboxes m where m.id = b.id)
    and b.made_at < clock_timestamp() - interval '1 day'`
  await sql`
    with gone as (delete from gestore.boxes b where ${isGone} returning id),
    sent as (delete from gestore.transmissions where box_id in (select id from gone) returning identifier)
    delete from gestore.steps where about in (select identifier from sent)`.execute(db)
  await sql`
    delete from gestore.passwords p
    where not exists (select from mailboxes m where m.id = p.mailbox_id)`.execute(db)
}

/**
 * Once every outcome is known, what was sent is in the mailboxes of those it is for; who sent what to whom is kept for the
 * 30 months of the rules (RFC 6109, 2.3).
 */
async function forgetSent(db: Reader): Promise<void> {
  await sql`
    update gestore.transmissions t set original = null, envelope = null
    from gestore.bodies b where b.id = t.original and b.made_at < clock_timestamp() - interval '1 day'
      and not exists (select from gestore.steps s where s.about = t.identifier)
      and not exists (select from gestore.recipients r where r.identifier = t.identifier and r.outcome is null)`.execute(
    db,
  )
  await sql`delete from gestore.transmissions where submitted_at < clock_timestamp() - interval '30 months'`.execute(db)
  await sql`delete from gestore.received where received_at < clock_timestamp() - interval '30 months'`.execute(db)
}

/** Of what was dealt with, that it came once is enough. */
async function forgetArrivals(db: Reader): Promise<void> {
  await sql`
    update gestore.arrivals a set body_id = null
    where body_id is not null and not exists (select from gestore.steps s where s.about = a.id::text)`.execute(db)
  await sql`
    delete from gestore.arrivals where body_id is null and arrived_at < clock_timestamp() - interval '30 months'`.execute(
    db,
  )
}
