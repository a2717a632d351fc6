// The erasure of a person: everything that has ended and names them, or nothing while something is in use.
import type { Context } from '../context.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { sql } from 'kysely'
import { discardObjects, eraseRows, hasEnded, personalKinds } from './erase.ts'
import type { PersonalKind } from './erase.ts'
import { beginRecord, endRecord, eraseRemoved, findPerson, MOST_RESOURCES, personHash, stillActive } from './person.ts'
import type { Counts, Found, Named } from './person.ts'

const AT_A_TIME = 20

/** What became of it, or would become. `active`: something is in use, and nothing was done. */
export type Erasure =
  | { is: 'erased' | 'planned'; counts: Counts }
  | { is: 'active'; what: string[] }
  | { is: 'unknown' }
  | { is: 'too many'; most: number }

/**
 * Erases what names a person, or says what that would be (`plan`). It is done resource by resource: one that is interrupted
 * goes on when it is asked for again. `operatorId` is who asked; nobody for the command line.
 */
export async function erasePerson(
  context: Context,
  named: Named,
  { plan, operatorId }: { plan: boolean; operatorId?: string },
): Promise<Erasure> {
  const { kysely } = context.database
  const found = await findPerson(kysely, named)
  if (found.resources.length > MOST_RESOURCES) return { is: 'too many', most: MOST_RESOURCES }
  if (found.resources.length + found.people.length + found.accounts.length === 0) return { is: 'unknown' }
  const what = stillActive(found)
  if (what.length > 0) return { is: 'active', what }
  if (plan) return { is: 'planned', counts: planned(found) }
  const record = { act: 'erase', hash: await personHash(context, named), operatorId } as const
  const id = await beginRecord(kysely, record, context.clock.now())
  const counts = await eraseFound(context, found)
  await endRecord(kysely, id, counts, context.clock.now())
  return { is: 'erased', counts }
}

const planned = ({ resources, people, accounts }: Found): Counts => ({
  mailboxes: resources.filter(({ kind, erased }) => kind === 'mailbox' && !erased).length,
  registry_requests: resources.filter(({ kind, erased }) => kind === 'registry-request' && !erased).length,
  people: people.length,
  accounts_kept: accounts.length,
})

async function eraseFound(context: Context, found: Found): Promise<Counts> {
  const counts: Counts = { mailboxes: 0, registry_requests: 0, documents: 0, people: 0 }
  for (const of of Object.values(personalKinds)) {
    const ids = found.resources.filter(({ kind }) => kind === of.kind).map(({ id }) => id)
    for (let at = 0; at < ids.length; at += AT_A_TIME) {
      const some = ids.slice(at, at + AT_A_TIME)
      const { erased, documents } = await eraseSome(context, of, some)
      counts[of.table] = (counts[of.table] ?? 0) + erased
      counts.documents = (counts.documents ?? 0) + documents
      // Also of those that were erased before: it may have been interrupted here.
      await discardObjects(context, of, some)
    }
  }
  counts.people = await unitOfWork(context, ({ db }) => eraseRemoved(db, found.people))
  return counts
}

/** Somebody may have brought one back meanwhile: it is left. */
const eraseSome = (context: Context, of: PersonalKind, ids: readonly string[]) =>
  unitOfWork(context, async ({ db, now }) => {
    const locked = await sql<{ id: string }>`
      select id from ${sql.table(of.table)} where id = any(${[...ids]}::text[]) and ${hasEnded(of)} and erased_at is null
      order by id for update`.execute(db)
    const theirs = locked.rows.map(({ id }) => id)
    const documents = theirs.length === 0 ? 0 : await eraseRows(db, of, theirs, now)
    return { erased: theirs.length, documents }
  })
