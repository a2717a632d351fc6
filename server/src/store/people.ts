// The members of accounts and the operators: two tables with the same columns. Who is invited has a row already, and who
// was removed keeps it.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { AccountRole, OperatorRole } from '../model/roles.ts'
import type { Reader, Writer } from './database.ts'

export const personStates = ['invited', 'active', 'removed'] as const
export type PersonState = (typeof personStates)[number]

/** A member or an operator. */
export interface PersonRow<Role extends string> {
  id: string
  /** null for operators that a command or a setting made. */
  email: string | null
  name: string
  role: Role
  state: PersonState
  created_at: Date
  /** When the invitation ends, while there is one. */
  invitation_ends_at: Date | null
  joined_at: Date | null
  removed_at: Date | null
  place: number
}

/** People who belong together, and the role of which one active person must have. */
export interface Team<Role extends string> {
  table: 'members' | 'operators'
  /** null for the operators. */
  accountId: string | null
  leader: Role
}

/** The people of an account. */
export const membersOf = (accountId: string): Team<AccountRole> => ({ table: 'members', accountId, leader: 'owner' })

/** The people of the back office. */
export const operators: Team<OperatorRole> = { table: 'operators', accountId: null, leader: 'administrator' }

export interface NewPerson<Role extends string> {
  id: string
  email: string
  name: string
  role: Role
}

export interface Invitation {
  hash: Buffer
  endsAt: Date
}

const columns = sql.raw('id, email, name, role, state, created_at, invitation_ends_at, joined_at, removed_at, place')

const isIn = ({ accountId }: Team<string>): RawBuilder<unknown> =>
  accountId === null ? sql`true` : sql`account_id = ${accountId}`

/** Adds an invited person; undefined when somebody with the e-mail is in the team already. */
export async function insertPerson<Role extends string>(
  tx: Writer,
  { table, accountId }: Team<Role>,
  { id, email, name, role }: NewPerson<Role>,
  { hash, endsAt }: Invitation,
  now: Date,
): Promise<PersonRow<Role> | undefined> {
  const [column, value] = accountId === null ? [sql``, sql``] : [sql`account_id,`, sql`${accountId},`]
  const added = await sql<PersonRow<Role>>`
    insert into ${sql.table(table)} (${column} id, email, name, role, state, invitation_hash, invitation_ends_at, created_at)
    values (${value} ${id}, ${email}, ${name}, ${role}, 'invited', ${hash}, ${endsAt}, ${now})
    on conflict do nothing returning ${columns}`.execute(tx)
  return added.rows[0]
}

/** How many people the team has, with those invited. */
export async function countPeople(db: Reader, team: Team<string>): Promise<number> {
  const found = await sql<{ people: number }>`
    select count(*) as people from ${sql.table(team.table)} where ${isIn(team)} and state <> 'removed'`.execute(db)
  return found.rows[0]?.people ?? 0
}

/** A person of the team, also one who was removed. */
export async function findPerson<Role extends string>(
  db: Reader,
  team: Team<Role>,
  id: string,
  lock: 'lock' | 'plain' = 'plain',
): Promise<PersonRow<Role> | undefined> {
  const found = await sql<PersonRow<Role>>`
    select ${columns} from ${sql.table(team.table)} where ${isIn(team)} and id = ${id}
    ${sql.raw(lock === 'lock' ? 'for update' : '')}`.execute(db)
  return found.rows[0]
}

/** Which people: those of one state or all, before a place. */
export interface PeoplePage {
  state?: PersonState | undefined
  before?: number | undefined
  limit: number
}

/** The people of the team, newest first. */
export async function listPeople<Role extends string>(
  db: Reader,
  team: Team<Role>,
  { state = undefined, before = undefined, limit }: PeoplePage,
): Promise<PersonRow<Role>[]> {
  const found = await sql<PersonRow<Role>>`
    select ${columns} from ${sql.table(team.table)} where ${isIn(team)}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${before === undefined ? sql`` : sql`and place < ${before}`}
    order by place desc limit ${limit}`.execute(db)
  return found.rows
}

/**
 * Locks a person and every active leader of the team, in one order, so that of two changes at once the second sees what
 * the first did.
 */
export async function lockWithLeaders<Role extends string>(
  tx: Writer,
  team: Team<Role>,
  id: string,
): Promise<{ person: PersonRow<Role> | undefined; leaders: string[] }> {
  const { table, leader } = team
  const locked = await sql<PersonRow<Role>>`
    select ${columns} from ${sql.table(table)}
    where ${isIn(team)} and (id = ${id} or (role = ${leader} and state = 'active'))
    order by id for update`.execute(tx)
  const leaders = locked.rows.filter(({ role, state }) => role === leader && state === 'active')
  return { person: locked.rows.find((one) => one.id === id), leaders: leaders.map((one) => one.id) }
}

/** Changes name and role. The person is locked. */
export async function updatePerson<Role extends string>(
  tx: Writer,
  { table }: Team<Role>,
  { id, name, role }: Pick<PersonRow<Role>, 'id' | 'name' | 'role'>,
): Promise<PersonRow<Role> | undefined> {
  const updated = await sql<PersonRow<Role>>`
    update ${sql.table(table)} set name = ${name}, role = ${role} where id = ${id} returning ${columns}`.execute(tx)
  return updated.rows[0]
}

/** Gives an invited person a new invitation in place of the one before; undefined when they are no longer invited. */
export async function replaceInvitation<Role extends string>(
  tx: Writer,
  { table }: Team<Role>,
  id: string,
  { hash, endsAt }: Invitation,
): Promise<PersonRow<Role> | undefined> {
  const updated = await sql<PersonRow<Role>>`
    update ${sql.table(table)} set invitation_hash = ${hash}, invitation_ends_at = ${endsAt}
    where id = ${id} and state = 'invited' returning ${columns}`.execute(tx)
  return updated.rows[0]
}

/** Removes a person, or withdraws their invitation; undefined when they were removed before. */
export async function removePerson<Role extends string>(
  tx: Writer,
  { table }: Team<Role>,
  id: string,
  now: Date,
): Promise<PersonRow<Role> | undefined> {
  const removed = await sql<PersonRow<Role>>`
    update ${sql.table(table)} set state = 'removed', removed_at = ${now}, invitation_hash = null, invitation_ends_at = null,
      reset_hash = null, reset_ends_at = null
    where id = ${id} and state <> 'removed' returning ${columns}`.execute(tx)
  return removed.rows[0]
}

/** Who has the invitation of that hash, if anybody. */
export async function findInvited(
  db: Reader,
  table: Team<string>['table'],
  hash: Buffer,
): Promise<{ email: string | null } | undefined> {
  const found = await sql<{ email: string | null }>`
    select email from ${sql.table(table)} where invitation_hash = ${hash}`.execute(db)
  return found.rows[0]
}

/**
 * Makes the person of an invitation active: of several at once the first. `ended`: there is one, and it is too late for
 * it; undefined: there is none.
 */
export async function acceptInvitation(
  tx: Writer,
  table: Team<string>['table'],
  { hash, name }: { hash: Buffer; name: string | undefined },
  now: Date,
): Promise<{ id: string; accountId: string | null } | 'ended' | undefined> {
  const account = sql.raw(table === 'members' ? 'account_id' : 'null')
  // Who was invited to an account that has been closed meanwhile comes too late.
  const isOpen =
    table === 'members'
      ? sql`and exists (select from accounts where accounts.id = account_id and accounts.state <> 'closed')`
      : sql``
  const accepted = await sql<{ id: string; accountId: string | null }>`
    update ${sql.table(table)} set state = 'active', joined_at = ${now}, name = coalesce(${name ?? null}, name),
      invitation_hash = null, invitation_ends_at = null
    where invitation_hash = ${hash} and invitation_ends_at > ${now} ${isOpen}
    returning id, ${account} as "accountId"`.execute(tx)
  if (accepted.rows[0] !== undefined) return accepted.rows[0]
  const ended = await sql`select 1 from ${sql.table(table)} where invitation_hash = ${hash}`.execute(tx)
  return ended.rows.length > 0 ? 'ended' : undefined
}
