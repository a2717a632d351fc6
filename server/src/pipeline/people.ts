// What the calls about people share: members of an account, operators, and the tokens of either.
import { YEAR_SECONDS } from '../accounts/issue-token.ts'
import { MOST_TOKENS } from '../accounts/person-tokens.ts'
import type { MadeToken, makePersonToken } from '../accounts/person-tokens.ts'
import { MOST_PEOPLE } from '../accounts/people.ts'
import { newPasswordHash } from '../accounts/passwords.ts'
import type { accept, Changed, invite, Invited } from '../accounts/people.ts'
import { heldTokenView, personView } from '../accounts/person-view.ts'
import type { AccountPrincipal, OperatorPrincipal } from '../auth/principal.ts'
import { hashSecret } from '../auth/secrets.ts'
import { coveringNothing } from '../auth/scopes.ts'
import type { Context } from '../context.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { isResourceId } from '../model/resource-id.ts'
import { operatorMay } from '../model/roles.ts'
import type { Reader } from '../store/database.ts'
import type { EventSubject } from '../store/events.ts'
import { findInvited, listPeople } from '../store/people.ts'
import type { PersonRow, PersonState, Team } from '../store/people.ts'
import { listValidTokens } from '../store/tokens.ts'
import type { TokensOf } from '../store/tokens.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { accountMay } from './access.ts'
import { email, text, valueOf, wholeNumber } from './field-types.ts'
import { optional, required } from './fields.ts'
import type { Given } from './fields.ts'
import { byNumber, nextAfter, pageBy } from './paging.ts'
import { hashed, mustBeUsable, password } from './sessions.ts'
import { scopeList } from './token-field-types.ts'

const LONGEST_NAME = 250
const states: Readonly<Record<PersonState, string>> = { invited: '', active: '', removed: '' }

export const personName = text(LONGEST_NAME, 'name of the person')

/** The query members of a list of people. */
export const peoplePage = {
  state: optional(valueOf(states, 'only people in this state'), undefined, 110),
  ...pageBy(byNumber, 'people'),
}

/** The body of an invitation to a role of a table. */
export const invitationBody = <const Roles extends object>(roles: Roles) => ({
  email: required(email, 110),
  role: required(valueOf(roles, 'what they may do'), 110),
  name: optional(personName, '', 110),
})

/** The body of a change of a person. */
export const changeBody = <const Roles extends object>(roles: Roles) => ({
  role: optional(valueOf(roles, 'what they may do'), undefined, 110),
  name: optional(personName, undefined, 110),
})

/** The body of the call that accepts an invitation. */
export const acceptanceBody = {
  secret: required(text(100, 'the secret of the invitation'), 110),
  name: optional(personName, undefined, 110),
  password: optional(password, undefined, 110),
}

const lifetime = wholeNumber(1, YEAR_SECONDS, 'seconds until it ends; a year unless told')

/** The members of a token that everybody gives. */
export const tokenBody = {
  name: optional(text(LONGEST_NAME, 'for you to tell it by'), '', 110),
  ttl: optional(lifetime, YEAR_SECONDS, 110),
}

/** The same with the scopes of a member's: every one unless told; an empty list is not told so. */
export const memberTokenBody = {
  ...tokenBody,
  scopes: {
    ...optional(scopeList, undefined, 110),
    missing: 110 as const,
    needed: (given: Given) => Object.hasOwn(given, 'scopes'),
  },
}

/** An id out of a path. Refuses 109 for what can be none. */
export function idIn(text: string | undefined): string {
  if (text !== undefined && isResourceId(text)) return text
  throw ownRefusal(109)
}

/** A page of the people of a team. */
export async function peopleOf<Role extends string>(
  db: Reader,
  team: Team<Role>,
  { state, limit, cursor: before }: { state: PersonState | undefined; limit: number; cursor: number | undefined },
) {
  const rows = await listPeople(db, team, { state, limit, before })
  return { items: rows.map(personView), next: nextAfter(byNumber, rows, limit, ({ place }) => place) }
}

/** A page of the tokens of an account or a person. */
export async function heldTokens(
  db: Reader,
  whose: TokensOf,
  { limit, cursor: before }: { limit: number; cursor: number | undefined },
) {
  const rows = await listValidTokens(db, whose, { limit, before })
  return { items: rows.map(heldTokenView), next: nextAfter(byNumber, rows, limit, ({ place }) => place) }
}

/** What was invited. Refuses 191 and 194. */
export function invitedOf<Role extends string>(invited: Awaited<ReturnType<typeof invite<Role>>>): Invited<Role> {
  if (invited === 'taken') throw ownRefusal(191)
  if (invited === 'full') throw ownRefusal(194, { max: MOST_PEOPLE })
  return invited
}

/** Who was changed. Refuses 109, 115 and 190. */
export function changedOf<Role extends string>(
  changed: Changed<Role>,
  { leader }: Team<Role>,
): { before: PersonRow<Role>; person: PersonRow<Role> } {
  if (changed.is === 'changed') return changed
  if (changed.is === 'last leader') throw ownRefusal(190, { role: leader })
  throw ownRefusal(changed.is === 'unknown' ? 109 : 115)
}

/** The hash of the password somebody accepts with, where they give one and are invited. Refuses 201. */
export async function acceptedPassword(
  db: Reader,
  table: Team<string>['table'],
  { secret, password: given }: { secret: string; password: string | undefined },
): Promise<string | undefined> {
  const invited = given === undefined ? undefined : await findInvited(db, table, hashSecret(secret))
  if (given === undefined || invited === undefined) return undefined
  mustBeUsable(given, invited.email)
  return hashed(newPasswordHash(db, table, { email: invited.email, password: given }))
}

/** Who accepted. Refuses 192 and 193. */
export function acceptedOf(accepted: Awaited<ReturnType<typeof accept>>): { id: string; accountId: string | null } {
  if (accepted === undefined) throw ownRefusal(192)
  if (accepted === 'ended') throw ownRefusal(193)
  return accepted
}

/** The token that was made. Refuses 109, 115 and 194. */
export function madeTokenOf(made: Awaited<ReturnType<typeof makePersonToken>>): MadeToken {
  if (made === 'unknown') throw ownRefusal(109)
  if (made === 'not active') throw ownRefusal(115)
  if (made === 'full') throw ownRefusal(194, { max: MOST_TOKENS })
  return made
}

/** Refuses 110 for scopes that cover nothing on this host. */
export function mustCoverSomething(scopes: readonly string[] | undefined, { settings }: Context): void {
  if (coveringNothing(scopes ?? [], settings.SCOPE_HOST).length > 0) throw ownRefusal(110, { field: 'scopes' })
}

/** Refuses 126 whoever is neither the person themselves nor set over them, before it is said whether there is such a person. */
export function mustBeSelfOrOver(principal: AccountPrincipal | OperatorPrincipal, personId: string): void {
  const isOver =
    principal.role === 'account' ? accountMay(principal, 'people') : operatorMay(principal.operatorRole, 'administer')
  const self = principal.role === 'account' ? principal.memberId : principal.operatorId
  if (!isOver && self !== personId) throw ownRefusal(126)
}

/** Notes for the account what became of a member or token. Its moment is exact, as one second may have several. */
export function notePeople(
  { unit, context }: { unit: UnitOfWork; context: Context },
  accountId: string,
  resource: EventSubject,
  { kind, detail }: { kind: string; detail: object },
): Promise<void> {
  return unit.noteEvents([{ accountId, resource, kind, detail, at: context.clock.now() }])
}
