// A session on the wire: who is signed in, and what they may do.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { sessionKinds } from '../auth/credentials.ts'
import type { Context } from '../context.ts'
import { accountPermissions, accountRoles, operatorPermissions, operatorRoles } from '../model/roles.ts'
import type { AccountRole } from '../model/roles.ts'
import { literals, moment, orNull } from '../model/wire-schemas.ts'
import { findAccount } from '../store/accounts.ts'
import type { Reader } from '../store/database.ts'
import { findPerson, membersOf, operators } from '../store/people.ts'
import { hasSecondFactor } from '../store/second-factors.ts'
import { personOf } from './sessions.ts'
import type { OpenedSession } from './sessions.ts'

const modes = ['sandbox', 'production'] as const

const person = (description: string, role: readonly string[], email = orNull(Type.String())) =>
  orNull(
    Type.Object(
      { id: Type.String(), name: Type.String(), email, role: literals(role, 'what they may do') },
      { description },
    ),
  )

const everyPermission = [...new Set([...Object.keys(accountPermissions), ...Object.keys(operatorPermissions)])]
const everyRole = [...Object.keys(accountRoles), ...Object.keys(operatorRoles)]

export const Session = Type.Object(
  {
    id: Type.String({ description: 'of the session, among the tokens of its holder' }),
    as: literals(sessionKinds, 'as what somebody is signed in'),
    mode: literals(modes, 'of the server'),
    account: orNull(Type.Object({ id: Type.String(), email: Type.String() }, { description: 'null for an operator' })),
    member: person('null for an operator, and for the account of a sandbox itself', Object.keys(accountRoles)),
    operator: person('null for an account', Object.keys(operatorRoles)),
    role: literals(everyRole, 'of the member or operator; owner for the account of a sandbox itself'),
    permissions: Type.Array(literals(everyPermission, 'what the role allows'), {
      description: 'none while the server wants a second factor that was not set up',
    }),
    expires_at: moment('when it ends unless it is used'),
    second_factor: Type.Boolean({ description: 'whether they have set up one-time codes or a passkey' }),
  },
  { $id: 'Session' },
)

/** The session as whoever is signed in sees it. */
export async function sessionView(
  db: Reader,
  { settings: { MODE: mode, OPERATOR_SECOND_FACTOR } }: Context,
  { holder, endsAt, tokenId: id }: Pick<OpenedSession, 'holder' | 'endsAt' | 'tokenId'>,
): Promise<Static<typeof Session>> {
  const expires_at = endsAt.toISOString()
  const named = personOf(holder)
  const second_factor = named !== undefined && (await hasSecondFactor(db, named))
  if (holder.as === 'operator') {
    const operator = shown(await findPerson(db, operators, holder.operatorId))
    const isComplete = second_factor || OPERATOR_SECOND_FACTOR === 'optional'
    const permissions = isComplete ? [...operatorRoles[operator.role]] : []
    const { role } = operator
    return {
      id,
      as: 'operator',
      mode,
      account: null,
      member: null,
      operator,
      role,
      permissions,
      expires_at,
      second_factor,
    }
  }
  const { accountId, memberId } = holder
  const found = await findAccount(db, { id: accountId })
  if (found === undefined) throw new Error('the account of a session is gone')
  const member = memberId === undefined ? null : shown(await findPerson(db, membersOf(accountId), memberId))
  const role: AccountRole = member?.role ?? 'owner'
  const account = { id: found.id, email: found.email }
  const permissions = [...accountRoles[role]]
  return { id, as: 'account', mode, account, member, operator: null, role, permissions, expires_at, second_factor }
}

function shown<P extends { id: string; name: string; email: string | null; role: string }>(found: P | undefined) {
  if (found === undefined) throw new Error('the holder of a session is gone')
  const { id, name, email } = found
  const role: P['role'] = found.role
  return { id, name, email, role }
}
