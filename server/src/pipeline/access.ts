// Who may make a call.
import { authorOf } from '../auth/principal.ts'
import type { Principal } from '../auth/principal.ts'
import { covers, neededScope } from '../auth/scopes.ts'
import type { Context } from '../context.ts'
import { refusalIn } from '../errors/refusal.ts'
import type { Space } from '../errors/spaces.ts'
import type { Author } from '../model/author.ts'
import type { Audience, Method } from './operation.ts'

/** What a call asks of whoever makes it. */
export interface AccessRule {
  method: Method
  space: Space
  access: Audience
  /** Last part of the scope an account's token needs; undefined: any token. */
  scope: string | undefined
}

/** The principal of a call, if it may make it. Refuses 125.22 without a valid token, 126 for one that may not. */
export async function admit(rule: AccessRule, authorization: string | undefined, context: Context): Promise<Principal> {
  const principal = await context.authenticator.principalOf(authorization)
  if (principal === undefined) throw refusalIn(rule.space, 125.22)
  if (!mayCall(rule, principal, context.settings.SCOPE_HOST)) throw refusalIn(rule.space, 126)
  return principal
}

function mayCall({ method, access, scope }: AccessRule, principal: Principal, scopeHost: string): boolean {
  if (principal.role === 'operator') return access !== 'account'
  if (access === 'operator') return false
  return scope === undefined || covers(principal.scopes, neededScope(method, scopeHost, scope))
}

/** Whose answers are kept under a key: an account's, or an operator's. */
export const ownerOf = (principal: Principal): string =>
  principal.role === 'account' ? principal.accountId : principal.operatorId

/** A principal as history, ledger and events name it. */
export const authorOfCall = (principal: Principal): Author => authorOf(principal)
