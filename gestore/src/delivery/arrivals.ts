// What arrived at a gestore from outside, once each: stored with its step before it is acknowledged.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'
import type { GestoreName } from '../store/directory.ts'
import { inStep } from './engine.ts'
import type { Engine, Sent } from './engine.ts'
import { fingerprintOf, identifierIn } from './examine.ts'
import { addStep } from './steps.ts'

/** Something that arrived and was not dealt with yet. */
export interface Arrival {
  id: string
  bodyId: string
  sender: string
  recipients: readonly string[]
}

/** Takes what was sent to a gestore. What has the same bytes and recipients as before is taken for the same. */
export async function arrive(engine: Engine, gestore: GestoreName, { from, to, content }: Sent): Promise<void> {
  const { bodies, clocks } = engine
  const body = await bodies.prepare(content)
  const fingerprint = fingerprintOf(content, to)
  await inStep(engine, async ({ tx, wake }) => {
    const accountId = await concernedBy(tx, content, to)
    const at = clocks.of(accountId).now()
    const id = randomUUID()
    await bodies.keep(tx, body)
    const taken = await sql`
      insert into gestore.arrivals (id, gestore, fingerprint, body_id, sender, recipients, arrived_at)
      values (${id}, ${gestore}, ${fingerprint}, ${body.id}, ${from}, ${[...to]}::text[], ${at})
      on conflict on constraint arrivals_once do nothing`.execute(tx)
    if (taken.numAffectedRows !== 1n) return
    await addStep(tx, { accountId, dueAt: at, kind: 'receive', about: id, gestore })
    wake(accountId)
  })
}

/** By whose clock it goes: that of who submitted what it is about, or of who gets it. */
async function concernedBy(tx: Reader, content: Uint8Array, to: readonly string[]): Promise<string | undefined> {
  const found = await sql<{ id: string | null }>`
    select account_id as id from gestore.transmissions where identifier = ${identifierIn(content)}
    union all select account_id from mailboxes where casella_pec = any(${[...to]}::text[]) limit 1`.execute(tx)
  return found.rows[0]?.id ?? undefined
}

export async function readArrival(tx: Reader, id: string): Promise<Arrival | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined
  const found = await sql<Arrival>`
    select id, body_id as "bodyId", sender, recipients from gestore.arrivals
    where id = ${id} and body_id is not null`.execute(tx)
  return found.rows[0]
}

/** Notes that a gestore has an envelope for these recipients, and returns those for whom it had none before. */
export async function noteReceived(
  tx: Reader,
  gestore: GestoreName,
  identifier: string,
  recipients: readonly string[],
): Promise<string[]> {
  const noted = await sql<{ recipient: string }>`
    insert into gestore.received (gestore, identifier, recipient)
    select ${gestore}, ${identifier}, unnest(${[...recipients]}::text[])
    on conflict do nothing returning recipient`.execute(tx)
  return noted.rows.map(({ recipient }) => recipient)
}
