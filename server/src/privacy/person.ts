// Who a person is in here: the mailboxes and requests that name them, and the people of accounts and operators that they are.
import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Reader, Writer } from '../store/database.ts'
import { hasEnded, personalKinds } from './erase.ts'
import type { PersonalKind } from './erase.ts'

/** By what a person is looked for; `id` is of a mailbox or a request, and stands for it alone. */
export type Named = { by: 'fiscal_code' | 'email' | 'id'; value: string }

/** A mailbox or request that names somebody. */
export interface FoundResource {
  kind: PersonalKind['kind']
  id: string
  account_id: string
  stato: string
  /** It has ended, and nothing of it is under way. */
  ended: boolean
  erased: boolean
}

/** Somebody who signs in, or did. */
export interface FoundPerson {
  table: 'members' | 'operators'
  id: string
  state: string
}

export interface FoundAccount {
  id: string
  state: string
}

export interface Found {
  resources: FoundResource[]
  people: FoundPerson[]
  accounts: FoundAccount[]
}

/** The most resources of a person that are looked at together. */
export const MOST_RESOURCES = 1_000

const isNamed = {
  mailbox: ({ by, value }: Named) =>
    ({
      fiscal_code: sql`(codice_fiscale_richiedente = ${value} or cf_piva_titolare = ${value})`,
      email: sql`(lower(email) = ${value} or casella_pec = ${value} or multiutenza::text ilike ${`%${likeText(value)}%`} and exists (
        select from json_array_elements(multiutenza) u where lower(u ->> 'email_gestione_password') = ${value}))`,
      id: sql`id = ${value}`,
    })[by],
  'registry-request': ({ by, value }: Named) =>
    ({
      fiscal_code: sql`(cf = ${value} or cf_piva = ${value})`,
      email: sql`(lower(email) = ${value} or casella_pec = ${value})`,
      id: sql`id = ${value}`,
    })[by],
}

const likeText = (text: string) => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)

/** A fiscal code in capitals, an address in small letters. */
export const namedBy = (by: Named['by'], value: string): Named => ({
  by,
  value: by === 'fiscal_code' ? value.trim().toUpperCase() : value.trim().toLowerCase(),
})

/** What names a person; one more than `MOST_RESOURCES` where there are too many. Looks through whole tables. */
export async function findPerson(db: Reader, named: Named): Promise<Found> {
  const resources: FoundResource[] = []
  for (const kind of Object.values(personalKinds)) {
    const found = await sql<FoundResource>`
      select ${sql.lit(kind.kind)} as kind, id, account_id, stato, ${hasEnded(kind)} as ended,
        erased_at is not null as erased
      from ${sql.table(kind.table)} where ${isNamed[kind.kind](named)} order by id limit ${MOST_RESOURCES + 1}`.execute(
      db,
    )
    resources.push(...found.rows)
  }
  if (named.by !== 'email') return { resources, people: [], accounts: [] }
  const people: FoundPerson[] = []
  for (const table of ['members', 'operators'] as const) {
    const found = await sql<FoundPerson>`
      select ${sql.lit(table)} as table, id, state from ${sql.table(table)} where email = ${named.value} order by id`.execute(
      db,
    )
    people.push(...found.rows)
  }
  const accounts = await sql<FoundAccount>`select id, state from accounts where email = ${named.value}`.execute(db)
  return { resources, people, accounts: accounts.rows }
}

/** What of a person is still in use, as lines; nothing of them is erased while something is. */
export const stillActive = ({ resources, people, accounts }: Found): string[] => [
  ...resources.filter(({ ended }) => !ended).map(({ kind, id, stato }) => `${kind} ${id} (${stato})`),
  ...people.filter(({ state }) => state !== 'removed').map(({ table, id }) => `${table.slice(0, -1)} ${id}`),
  ...accounts.filter(({ state }) => state !== 'closed').map(({ id, state }) => `account ${id} (${state})`),
]

/** How many of what, for the record. */
export type Counts = Record<string, number>

const KEY_OWNER = 'person-key'

/** A person as records name them: a keyed hash, the same for the same person as long as the installation lives. */
export async function personHash(context: Context, { by, value }: Named): Promise<Buffer> {
  const { database, sealer } = context
  const fresh = sealer.sealText(KEY_OWNER, randomBytes(32).toString('base64'))
  const found = await sql<{ person_key: string }>`
    update installation set person_key = coalesce(person_key, ${fresh}) returning person_key`.execute(database.kysely)
  const key = Buffer.from(sealer.openText(KEY_OWNER, found.rows[0]?.person_key ?? fresh), 'base64')
  return createHmac('sha256', key).update(`${by}:${value}`).digest()
}

/** Begins a record of what was done for a person; returns its number. */
export async function beginRecord(
  db: Reader,
  record: { act: 'export' | 'erase'; hash: Buffer; operatorId: string | undefined },
  now: Date,
): Promise<number> {
  const found = await sql<{ id: number }>`
    insert into person_records (at, act, person_hash, counts, operator_id)
    values (${now}, ${record.act}, ${record.hash}, '{}', ${record.operatorId ?? null}) returning id`.execute(db)
  return found.rows[0]?.id ?? 0
}

/** Ends a record with how many of what. */
export async function endRecord(db: Reader, id: number, counts: Counts, now: Date): Promise<void> {
  await sql`
    update person_records set ended_at = ${now}, counts = ${JSON.stringify(counts)} where id = ${id}`.execute(db)
}

/** Erases people who were removed: their names, addresses and whatever they signed in with. Returns how many. */
export async function eraseRemoved(tx: Writer, people: readonly FoundPerson[]): Promise<number> {
  for (const { table, id } of people) {
    await sql`delete from passkeys where ${sql.ref(table === 'members' ? 'member_id' : 'operator_id')} = ${id}`.execute(
      tx,
    )
    await sql`
      update ${sql.table(table)} set email = 'cancellato-' || id || '@example.invalid', name = '', password_hash = null,
        password_set_at = null, reset_hash = null, reset_ends_at = null, totp_confirmed_at = null, totp_secret = null, recovery_hashes = '{}'
      where id = ${id} and state = 'removed'`.execute(tx)
  }
  return people.length
}
