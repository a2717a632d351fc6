// Sessions of the console: tokens whose secret a cookie carries. They end when nobody uses them, and in any case after a while.
import type { SessionKind } from '../auth/credentials.ts'
import { everyScope } from '../auth/scopes.ts'
import { hashSecret, newSecret } from '../auth/secrets.ts'
import { inTimeOf } from '../context.ts'
import type { Context } from '../context.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { Writer } from '../store/database.ts'
import type { PersonName } from '../store/second-factors.ts'
import { endSessions, putToken, revokeTokensOf } from '../store/tokens.ts'
import type { TokensOf } from '../store/tokens.ts'

/** How many sessions somebody may have; one more ends the oldest. */
export const MOST_SESSIONS = 50

/** Whose a session is to be: a member's, an account's own in a sandbox, or an operator's. */
export type SessionHolder =
  { as: 'account'; accountId: string; memberId?: string | undefined } | { as: 'operator'; operatorId: string }

/** A session just opened; its secret is known here alone. */
export interface OpenedSession {
  tokenId: string
  holder: SessionHolder
  endsAt: Date
  cookie: { as: SessionKind; secret: string; maxAgeSeconds: number }
}

const HOUR_SECONDS = 3_600

/** The member or operator behind a session; undefined for an account itself. */
export function personOf(holder: SessionHolder): PersonName | undefined {
  if (holder.as === 'operator') return { table: 'operators', id: holder.operatorId }
  return holder.memberId === undefined ? undefined : { table: 'members', id: holder.memberId }
}

/** Opens a session for somebody whose row is locked. */
export async function openSession(tx: Writer, context: Context, holder: SessionHolder): Promise<OpenedSession> {
  const { SESSION_HOURS, SESSION_IDLE_HOURS, SCOPE_HOST } = context.settings
  const now = timeOf(context, holder)
  const [tokenId, secret] = [newResourceId(now), newSecret('session')]
  const [maxAgeSeconds, idleSeconds] = [SESSION_HOURS * HOUR_SECONDS, SESSION_IDLE_HOURS * HOUR_SECONDS]
  const expiresAt = new Date(now.getTime() + maxAgeSeconds * 1000)
  const row = { id: tokenId, hash: hashSecret(secret), name: 'console', expiresAt, idleSeconds }
  const scopes = holder.as === 'account' ? everyScope(SCOPE_HOST) : []
  await putToken(tx, { ...row, ...ownerOf(holder), scopes }, now)
  await endSessions(tx, sessionsOf(holder), { but: MOST_SESSIONS }, now)
  const endsAt = new Date(now.getTime() + Math.min(maxAgeSeconds, idleSeconds) * 1000)
  return { tokenId, holder, endsAt, cookie: { as: holder.as, secret, maxAgeSeconds } }
}

/** Ends one session of somebody. */
export function endSession(tx: Writer, context: Context, holder: SessionHolder, tokenId: string): Promise<string[]> {
  return revokeTokensOf(tx, sessionsOf(holder), timeOf(context, holder), tokenId)
}

/** Ends every session of somebody but one. */
export function endOtherSessions(tx: Writer, context: Context, holder: SessionHolder, kept: string): Promise<string[]> {
  return endSessions(tx, sessionsOf(holder), { but: 0, kept }, timeOf(context, holder))
}

/** Ends every session of somebody. */
export function endEverySession(tx: Writer, context: Context, holder: SessionHolder): Promise<string[]> {
  return endSessions(tx, sessionsOf(holder), { but: 0 }, timeOf(context, holder))
}

const timeOf = (context: Context, holder: SessionHolder) =>
  (holder.as === 'account' ? inTimeOf(context, holder.accountId) : context).clock.now()

function ownerOf(holder: SessionHolder) {
  if (holder.as === 'operator') return { accountId: null, operatorId: holder.operatorId, role: 'operator' } as const
  const { accountId, memberId } = holder
  return { accountId, operatorId: null, role: 'customer', ...(memberId !== undefined && { memberId }) } as const
}

function sessionsOf(holder: SessionHolder): TokensOf {
  if (holder.as === 'operator') return { owner: 'operator_id', id: holder.operatorId }
  const { accountId, memberId } = holder
  return memberId === undefined ? { owner: 'account_id', id: accountId } : { owner: 'member_id', id: memberId }
}
