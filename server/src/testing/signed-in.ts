// People who sign in to the console.
import { expect } from 'vitest'
import type { AccountRole, OperatorRole } from '../model/roles.ts'
import { memberOf } from './caller.ts'
import type { Caller, Reply } from './caller.ts'
import type { Customer, World } from './world.ts'

export const PASSWORD = 'una frase che nessuno indovina'

/** Somebody who accepted their invitation with a password. */
export interface Joined {
  customer: Customer
  id: string
  email: string
  /** The token the invitation gave them. */
  token: string
}

/** Invites somebody to an account, and lets them accept with a password. */
export async function joined(
  world: World,
  role: AccountRole,
  { customer, email, password = PASSWORD }: { customer?: Customer; email?: string; password?: string } = {},
): Promise<Joined> {
  const owner = customer ?? (await world.customer())
  const address = email ?? `${role}.${owner.accountId}@example.com`
  const invited = await owner.post('/v1/members', { email: address, role, name: 'Lucia' })
  const secret = memberOf(invited.data, 'invitation')
  const accepted = await world.stranger().post('/v1/invitations/accept', { secret, password })
  expect(accepted.error, accepted.text).toBeNull()
  const token = String(memberOf(memberOf(accepted.data, 'token'), 'token'))
  return { customer: owner, id: String(memberOf(invited.data, 'id')), email: address, token }
}

/** The same for the back office; returns their e-mail. */
export async function joinedOperator(world: World, email: string, role: OperatorRole = 'reviewer'): Promise<string> {
  const invited = await (await world.operator()).post('/v1/operator/operators', { email, role, name: 'Ugo' })
  const secret = memberOf(invited.data, 'invitation')
  const accepted = await world.stranger().post('/v1/operator/invitations/accept', { secret, password: PASSWORD })
  expect(accepted.error, accepted.text).toBeNull()
  return email
}

/** Signs in with a password: for an account unless told. */
export const signIn = (
  world: World,
  email: string,
  also: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Reply> =>
  world.stranger().post('/v1/session', { as: 'account', email, password: PASSWORD, ...also }, headers)

/** Whoever signed in with a password. */
export async function signedIn(world: World, email: string, also: Record<string, unknown> = {}): Promise<Caller> {
  const reply = await signIn(world, email, also)
  expect(reply.error, reply.text).toBeNull()
  return world.session(also.as === 'operator' ? 'operator' : 'account', reply)
}
