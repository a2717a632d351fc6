// Members, operators and their tokens on the wire.
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { accountRoles, operatorRoles } from '../model/roles.ts'
import { literals, moment, orNull } from '../model/wire-schemas.ts'
import { personStates } from '../store/people.ts'
import type { PersonRow } from '../store/people.ts'
import type { ValidTokenRow } from '../store/tokens.ts'
import type { MadeToken } from './person-tokens.ts'
import type { Invited } from './people.ts'

const personMembers = (email: TSchema, roles: object) => ({
  id: Type.String(),
  email,
  name: Type.String(),
  role: literals(Object.keys(roles), 'what they may do'),
  state: literals(personStates, 'removed: their tokens have ended'),
  created_at: moment('when they were invited'),
  joined_at: orNull(moment('when they accepted')),
  removed_at: orNull(moment('when they were removed, or the invitation withdrawn')),
  invitation_expires_at: orNull(moment('until when they may accept')),
})

const memberMembers = personMembers(Type.String(), accountRoles)
const operatorMembers = personMembers(
  orNull(Type.String({ description: 'null for those made by a command or a setting' })),
  operatorRoles,
)
const invitation = { invitation: Type.String({ description: 'the secret to accept with, shown once' }) }

export const Member = Type.Object(memberMembers, { $id: 'Member' })
export const InvitedMember = Type.Object({ ...memberMembers, ...invitation }, { $id: 'InvitedMember' })
export const Operator = Type.Object(operatorMembers, { $id: 'Operator' })
export const InvitedOperator = Type.Object({ ...operatorMembers, ...invitation }, { $id: 'InvitedOperator' })

/** A member or operator as the others see them. */
export function personView<Role extends string>(row: PersonRow<Role>) {
  const { id, email, name, role, state, created_at, joined_at, removed_at, invitation_ends_at } = row
  return {
    id,
    email,
    name,
    role,
    state,
    created_at: created_at.toISOString(),
    joined_at: joined_at && joined_at.toISOString(),
    removed_at: removed_at && removed_at.toISOString(),
    invitation_expires_at: invitation_ends_at && invitation_ends_at.toISOString(),
  }
}

/** The same beside the secret of the invitation. */
export const invitedView = <Role extends string>({ person, secret }: Invited<Role>) => ({
  ...personView(person),
  invitation: secret,
})

const tokenMembers = {
  id: Type.String(),
  name: Type.String(),
  member: orNull(Type.String({ description: 'id of the member; null for one of the account or of an operator' })),
  scopes: Type.Array(Type.String(), { description: 'none for operators, whose role says all' }),
  created_at: moment('when it was made'),
  expires_at: orNull(moment('when it ends')),
  last_used_at: orNull(moment('when it was used last, to the minute')),
  session: Type.Boolean({ description: 'whether it is a session of the console' }),
}

export const HeldToken = Type.Object(tokenMembers, { $id: 'HeldToken' })
export const NewHeldToken = Type.Object(
  { ...tokenMembers, token: Type.String({ description: 'its text, shown once' }) },
  { $id: 'NewHeldToken' },
)

/** A token without its text. */
export function heldTokenView(row: ValidTokenRow) {
  const { id, name, member_id, scopes, created_at, expires_at, last_used_at, idle_seconds } = row
  return {
    id,
    name,
    member: member_id,
    scopes,
    created_at: created_at.toISOString(),
    expires_at: expires_at && expires_at.toISOString(),
    last_used_at: last_used_at && last_used_at.toISOString(),
    session: idle_seconds !== null,
  }
}

/** The same beside its text. */
export const newHeldTokenView = ({ row, token }: MadeToken) => ({ ...heldTokenView(row), token })
