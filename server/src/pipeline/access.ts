// Who may make a call, and how often.
import { isListed } from '../auth/ip-list.ts'
import { isRefreshToken, refreshPrincipal } from '../auth/refresh-token.ts'
import type { AccountPrincipal, KeyPrincipal, KnownPrincipal, OperatorPrincipal, Principal } from '../auth/principal.ts'
import { covers, coversAll, neededScope } from '../auth/scopes.ts'
import type { Context } from '../context.ts'
import { refusalIn } from '../errors/refusal.ts'
import { memberMay, operatorMay } from '../model/roles.ts'
import type { AccountPermission } from '../model/roles.ts'
import { takePayment, takeRequest } from '../store/token-limits.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { AccessRule, AnyContext, Caller, Charge } from './operation.ts'

/**
 * The principal of a call, if it may make it. Refuses 125.22 without valid credentials, 126 for those that may not, 127
 * for those used from an address their list does not name, and for limited ones where the call gives what would outlast
 * the limits. The platform calls have 130 and 140 for the first.
 */
export async function admit(rule: AccessRule, caller: Caller, context: Context): Promise<Principal> {
  if (rule.access === 'anybody') return { role: 'anybody' }
  const principal = rule.space === 'oauth' ? await keyHolder(rule, caller, context) : await known(rule, caller, context)
  if (principal.role !== 'operator' && !isListed(principal.ip, caller.ip)) throw refusalIn(rule.space, 127)
  return principal
}

async function known(
  rule: AccessRule,
  caller: Caller,
  context: Context,
): Promise<AccountPrincipal | OperatorPrincipal> {
  const principal = await context.authenticator.principalShown(caller)
  if (principal === undefined || principal.role === 'key') throw refusalIn(rule.space, 125.22)
  if (!mayCall(rule, principal, context.settings.SCOPE_HOST)) throw refusalIn(rule.space, 126)
  if (rule.isGrant === true && principal.role === 'account' && (principal.isLimited || principal.ip.length > 0))
    throw refusalIn(rule.space, 127)
  return principal
}

/** Refuses 126 where somebody who was admitted before may make the call no longer, as their token has lost the scope. */
export function mustStillBeAllowed(rule: AccessRule, principal: AccountPrincipal, { settings }: Context): void {
  if (!mayCall(rule, principal, settings.SCOPE_HOST)) throw refusalIn(rule.space, 126)
}

async function keyHolder(rule: AccessRule, { authorization }: Caller, context: Context): Promise<KeyPrincipal> {
  const principal = await context.authenticator.principalOf(authorization)
  if (principal?.role === 'key') return principal
  const isRefreshing = rule.takesRefreshToken === true && isRefreshToken(authorization)
  if (!isRefreshing) throw refusalIn(rule.space, 130)
  const refreshing = await refreshPrincipal(context.database.kysely, authorization)
  if (refreshing === undefined) throw refusalIn(rule.space, 140)
  return refreshing
}

function mayCall(
  { method, permissions: { account, operator }, scope }: AccessRule,
  principal: AccountPrincipal | OperatorPrincipal,
  scopeHost: string,
): boolean {
  if (principal.role === 'operator') return operator !== undefined && operatorMay(principal.operatorRole, operator)
  if (account === undefined || !accountMay(principal, account)) return false
  if (scope === undefined) return coversAll(principal.scopes, scopeHost)
  return covers(principal.scopes, neededScope(method, scopeHost, scope))
}

/** Whether a token may do what a permission is for: one that is no member's may do everything. */
export const accountMay = ({ memberRole }: AccountPrincipal, permission: AccountPermission): boolean =>
  memberRole === undefined || memberMay(memberRole, permission)

/** Counts a call of a token that has a limit. Refuses 127 once it is reached. */
export async function countCall(rule: AccessRule, principal: Principal, { database }: Context): Promise<void> {
  if (principal.role !== 'account' || !principal.isLimited) return
  if (!(await takeRequest(database.kysely, principal.tokenId))) throw refusalIn(rule.space, 127)
}

/** Counts what a token spends, in the unit that spends it. Refuses 127 where it is too much. */
export async function countPayment(
  { space }: Pick<AccessRule, 'space'>,
  { principal }: AnyContext,
  { db }: UnitOfWork,
  charge: Charge | undefined,
): Promise<void> {
  if (charge === undefined || charge.amountCents === 0 || principal.role !== 'account') return
  if (!(await takePayment(db, principal.tokenId, charge.amountCents))) throw refusalIn(space, 127)
}

/** The caller of a call that is not open to all: only such calls have a resource or take documents. */
export function mustBeKnown(principal: Principal): KnownPrincipal {
  if (principal.role !== 'anybody') return principal
  throw new TypeError('a call that is open to all has a resource or takes documents')
}

/** Whose answers are kept under a key: an account's, or an operator's. */
export const ownerOf = (principal: KnownPrincipal): string =>
  principal.role === 'operator' ? principal.operatorId : principal.accountId

/** The account a call is paid by; one that costs something is never an operator's. */
export function payerOf({ principal }: AnyContext): string {
  if (principal.role === 'account') return principal.accountId
  throw new TypeError('a call that costs something was made by an operator')
}
