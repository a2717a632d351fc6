// Who may make a call.
import type { Principal } from '../auth/principal.ts'
import { covers, neededScope } from '../auth/scopes.ts'
import type { Context } from '../context.ts'
import { refusalIn } from '../errors/refusal.ts'
import type { AccessRule, AnyContext } from './operation.ts'

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

/** The account a call is paid by; one that costs something is never an operator's. */
export function payerOf({ principal }: AnyContext): string {
  if (principal.role === 'account') return principal.accountId
  throw new TypeError('a call that costs something was made by an operator')
}
