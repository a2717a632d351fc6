// Invitations to an account or to the back office, and what becomes of the people in it.
import { hashSecret, isMistyped, newSecret } from '../auth/secrets.ts'
import { comparableEmail } from '../model/email.ts'
import type { Writer } from '../store/database.ts'
import {
  acceptInvitation,
  countPeople,
  insertPerson,
  lockWithLeaders,
  removePerson,
  replaceInvitation,
  updatePerson,
} from '../store/people.ts'
import type { Invitation, NewPerson, PersonRow, Team } from '../store/people.ts'
import { revokeTokensOf } from '../store/tokens.ts'
import type { TokensOf } from '../store/tokens.ts'

/** How many people a team may have, with those invited. */
export const MOST_PEOPLE = 1_000

const INVITED_FOR_MS = 7 * 86_400_000

/** A person with the secret of their invitation, which is known here alone. */
export interface Invited<Role extends string> {
  person: PersonRow<Role>
  secret: string
}

/** Invites somebody. `taken`: their e-mail is in the team already; `full`: so are as many as may be. */
export async function invite<Role extends string>(
  tx: Writer,
  team: Team<Role>,
  wanted: NewPerson<Role>,
  now: Date,
): Promise<Invited<Role> | 'taken' | 'full'> {
  if ((await countPeople(tx, team)) >= MOST_PEOPLE) return 'full'
  const { secret, ...invitation } = newInvitation(now)
  const person = await insertPerson(tx, team, { ...wanted, email: comparableEmail(wanted.email) }, invitation, now)
  return person === undefined ? 'taken' : { person, secret }
}

/** Replaces the invitation of somebody who did not accept it; undefined when they are not invited. */
export async function inviteAgain<Role extends string>(
  tx: Writer,
  team: Team<Role>,
  id: string,
  now: Date,
): Promise<Invited<Role> | undefined> {
  const { secret, ...invitation } = newInvitation(now)
  const person = await replaceInvitation(tx, team, id, invitation)
  return person && { person, secret }
}

function newInvitation(now: Date): Invitation & { secret: string } {
  const secret = newSecret('invitation')
  return { secret, hash: hashSecret(secret), endsAt: new Date(now.getTime() + INVITED_FOR_MS) }
}

/** Makes whoever was invited with the secret active; `ended` when it is too late for that. */
export function accept(
  tx: Writer,
  table: Team<string>['table'],
  { secret, name }: { secret: string; name: string | undefined },
  now: Date,
): ReturnType<typeof acceptInvitation> {
  if (isMistyped(secret, 'invitation')) return Promise.resolve(undefined)
  return acceptInvitation(tx, table, { hash: hashSecret(secret), name }, now)
}

/** What came of a change: the person before and after. */
export type Changed<Role extends string> =
  { is: 'changed'; before: PersonRow<Role>; person: PersonRow<Role> } | { is: 'unknown' | 'removed' | 'last leader' }

/** Changes name and role of a person; the last active leader keeps theirs. */
export async function changePerson<Role extends string>(
  tx: Writer,
  team: Team<Role>,
  id: string,
  { name, role }: { name: string | undefined; role: Role | undefined },
): Promise<Changed<Role>> {
  const { person: before, leaders } = await lockWithLeaders(tx, team, id)
  if (before === undefined) return { is: 'unknown' }
  if (before.state === 'removed') return { is: 'removed' }
  const wanted = { id, name: name ?? before.name, role: role ?? before.role }
  if (wanted.role !== team.leader && isLastOf(leaders, id)) return { is: 'last leader' }
  const person = await updatePerson(tx, team, wanted)
  return person === undefined ? { is: 'unknown' } : { is: 'changed', before, person }
}

/** Removes a person with all their tokens, or withdraws their invitation; the last active leader stays. */
export async function removeFrom<Role extends string>(
  tx: Writer,
  team: Team<Role>,
  id: string,
  now: Date,
): Promise<Changed<Role>> {
  const { person: before, leaders } = await lockWithLeaders(tx, team, id)
  if (before === undefined) return { is: 'unknown' }
  if (isLastOf(leaders, id)) return { is: 'last leader' }
  const person = await removePerson(tx, team, id, now)
  if (person === undefined) return { is: 'removed' }
  await revokeTokensOf(tx, tokensOf(team, id), now)
  return { is: 'changed', before, person }
}

const isLastOf = (leaders: readonly string[], id: string) => leaders.length === 1 && leaders[0] === id

/** The tokens of a person of the team. */
export const tokensOf = ({ table }: Team<string>, id: string): TokensOf => ({
  owner: table === 'members' ? 'member_id' : 'operator_id',
  id,
})
