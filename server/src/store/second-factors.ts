// One-time codes and passkeys of people.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Reader, Writer } from './database.ts'
import type { Team } from './people.ts'

/** A member or an operator. */
export interface PersonName {
  table: Team<string>['table']
  id: string
}

export interface OneTimeCodes {
  /** Sealed; null while none was set up. */
  totp_secret: string | null
  totp_confirmed_at: Date | null
  totp_last_step: number | null
  recovery_hashes: Buffer[]
}

/** What somebody's codes are checked against. */
export async function findOneTimeCodes(
  db: Reader,
  { table, id }: PersonName,
  lock: 'lock' | 'plain' = 'plain',
): Promise<OneTimeCodes | undefined> {
  const found = await sql<OneTimeCodes>`
    select totp_secret, totp_confirmed_at, totp_last_step, recovery_hashes from ${sql.table(table)} where id = ${id}
    ${sql.raw(lock === 'lock' ? 'for update' : '')}`.execute(db)
  return found.rows[0]
}

/** Changes them; what is not named stays. */
export async function updateOneTimeCodes(
  tx: Writer,
  { table, id }: PersonName,
  changes: Partial<OneTimeCodes>,
): Promise<void> {
  const set = Object.entries(changes).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  await sql`update ${sql.table(table)} set ${sql.join(set)} where id = ${id}`.execute(tx)
}

/** Whether somebody has set up a second factor: one-time codes, or a passkey. */
export async function hasSecondFactor(db: Reader, person: PersonName): Promise<boolean> {
  const found = await sql<{ has: boolean }>`
    select p.totp_confirmed_at is not null or exists (select from passkeys where ${areOf(person)}) as has
    from ${sql.table(person.table)} p where p.id = ${person.id}`.execute(db)
  return found.rows[0]?.has ?? false
}

export interface PasskeyRow {
  id: string
  member_id: string | null
  operator_id: string | null
  credential_id: string
  public_key: Buffer
  counter: number
  transports: string[]
  name: string
  created_at: Date
  last_used_at: Date | null
}

const columns = sql.raw(
  'id, member_id, operator_id, credential_id, public_key, counter, transports, name, created_at, last_used_at',
)

const areOf = ({ table, id }: PersonName): RawBuilder<unknown> =>
  sql`${sql.ref(table === 'members' ? 'member_id' : 'operator_id')} = ${id}`

/** Somebody's passkeys, oldest first. */
export async function listPasskeys(db: Reader, person: PersonName): Promise<PasskeyRow[]> {
  const found = await sql<PasskeyRow>`
    select ${columns} from passkeys where ${areOf(person)} order by place`.execute(db)
  return found.rows
}

/** Adds a passkey; undefined when the authenticator has one here already. */
export async function insertPasskey(
  tx: Writer,
  person: PersonName,
  added: Pick<PasskeyRow, 'id' | 'credential_id' | 'public_key' | 'counter' | 'transports' | 'name'>,
  now: Date,
): Promise<PasskeyRow | undefined> {
  const owner = person.table === 'members' ? 'member_id' : 'operator_id'
  const inserted = await sql<PasskeyRow>`
    insert into passkeys (${sql.ref(owner)}, id, credential_id, public_key, counter, transports, name, created_at)
    values (${person.id}, ${added.id}, ${added.credential_id}, ${added.public_key}, ${added.counter},
      ${added.transports}, ${added.name}, ${now})
    on conflict (credential_id) do nothing returning ${columns}`.execute(tx)
  return inserted.rows[0]
}

/** Removes one of somebody's passkeys; false when they have none of that id. */
export async function deletePasskey(tx: Writer, person: PersonName, id: string): Promise<boolean> {
  const deleted = await sql`delete from passkeys where ${areOf(person)} and id = ${id}`.execute(tx)
  return deleted.numAffectedRows === 1n
}

/** The passkey of an authenticator, with the account of its holder, if both are active. */
export async function findPasskey(
  db: Reader,
  credentialId: string,
): Promise<(PasskeyRow & { account_id: string | null }) | undefined> {
  const found = await sql<PasskeyRow & { account_id: string | null }>`
    select k.*, m.account_id from passkeys k
    left join members m on m.id = k.member_id left join operators o on o.id = k.operator_id
    left join accounts a on a.id = m.account_id
    where k.credential_id = ${credentialId} and coalesce(m.state, o.state) = 'active'
      and (a.id is null or a.state = 'active')`.execute(db)
  return found.rows[0]
}

/** Notes that a passkey was used; false where its counter has not gone on, as that of a copy would not. */
export async function notePasskeyUse(tx: Writer, id: string, counter: number, now: Date): Promise<boolean> {
  const noted = await sql`
    update passkeys set counter = ${counter}, last_used_at = ${now}
    where id = ${id} and (counter < ${counter} or (counter = 0 and ${counter} = 0))`.execute(tx)
  return noted.numAffectedRows === 1n
}

/** Keeps what an authenticator has to sign within five minutes of real time. */
export async function keepChallenge(db: Reader, hash: Buffer, personId: string | null): Promise<void> {
  await sql`
    insert into passkey_challenges (challenge_hash, person_id, ends_at)
    values (${hash}, ${personId}, clock_timestamp() + interval '5 minutes')`.execute(db)
}

/** Takes a challenge, once; false where there is none for that person. */
export async function takeChallenge(db: Reader, hash: Buffer, personId: string | null): Promise<boolean> {
  const taken = await sql`
    delete from passkey_challenges
    where challenge_hash = ${hash} and person_id is not distinct from ${personId}
      and ends_at > clock_timestamp()`.execute(db)
  return taken.numAffectedRows === 1n
}
