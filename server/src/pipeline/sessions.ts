// What the calls about sessions share.
import { openSession } from '../accounts/sessions.ts'
import type { OpenedSession, SessionHolder } from '../accounts/sessions.ts'
import { TooManyHashesError } from '../auth/password-hash.ts'
import { LONGEST_PASSWORD, passwordProblem } from '../auth/password-rules.ts'
import type { AccountPrincipal, KnownPrincipal, OperatorPrincipal } from '../auth/principal.ts'
import { inTimeOf } from '../context.ts'
import type { Context } from '../context.ts'
import { ownRefusal } from '../errors/refusal.ts'
import type { Author } from '../model/author.ts'
import { noteOperatorAction } from '../store/operator-actions.ts'
import { findPerson, membersOf, operators } from '../store/people.ts'
import { revokeTokensOf } from '../store/tokens.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { text } from './field-types.ts'
import type { Web } from './operation.ts'

export const password = text(LONGEST_PASSWORD, 'a password')

/** What the calls that open sessions are told of whoever asks. */
export interface Asking {
  context: Context
  web: Web
  requestId: string
}

/** Refuses 196 where the page of somebody else asks. */
export function mustBeOwnPage({ isOwnPage }: Web): void {
  if (!isOwnPage) throw ownRefusal(196)
}

/** Whose session it is. Refuses 195 for other tokens. */
export function sessionOf(principal: AccountPrincipal | OperatorPrincipal): {
  holder: SessionHolder
  tokenId: string
  endsAt: Date
} {
  const { sessionEndsAt: endsAt, tokenId } = principal
  if (endsAt === undefined) throw ownRefusal(195)
  return { holder: holderOf(principal), tokenId, endsAt }
}

/** Whose a token or session is. */
export function holderOf(principal: AccountPrincipal | OperatorPrincipal): SessionHolder {
  if (principal.role === 'operator') return { as: 'operator', operatorId: principal.operatorId }
  return { as: 'account', accountId: principal.accountId, memberId: principal.memberId }
}

/**
 * Opens a session for somebody, unless they are no longer there: undefined. The one the browser had before ends, and is
 * never taken over.
 */
export async function beginSession(
  { context, web, requestId }: Asking,
  holder: SessionHolder,
  stillMay: (unit: UnitOfWork) => Promise<boolean> = () => Promise.resolve(true),
): Promise<OpenedSession | undefined> {
  const before =
    web.session && (await context.authenticator.principalShown({ authorization: undefined, session: web.session }))
  return unitOfWork(context, async (unit) => {
    if (!(await isActive(unit, holder)) || !(await stillMay(unit))) return undefined
    const opened = await openSession(unit.db, context, holder)
    if (before !== undefined && before.role !== 'key' && web.session?.as === holder.as)
      await revokeTokensOf(
        unit.db,
        tokensOf(before),
        inTimeOfHolder(context, holderOf(before)).clock.now(),
        before.tokenId,
      )
    await noteSession({ unit, context, requestId }, holder, {
      tokenId: opened.tokenId,
      kind: 'session-opened',
      name: 'openSession',
    })
    return opened
  })
}

async function isActive({ db }: UnitOfWork, holder: SessionHolder): Promise<boolean> {
  if (holder.as === 'account' && holder.memberId === undefined) return true
  const person =
    holder.as === 'operator'
      ? await findPerson(db, operators, holder.operatorId, 'lock')
      : await findPerson(db, membersOf(holder.accountId), holder.memberId ?? '', 'lock')
  return person?.state === 'active'
}

const tokensOf = (principal: Exclude<KnownPrincipal, { role: 'key' }>) =>
  principal.role === 'operator'
    ? ({ owner: 'operator_id', id: principal.operatorId } as const)
    : ({ owner: 'account_id', id: principal.accountId } as const)

const inTimeOfHolder = (context: Context, holder: SessionHolder): Context =>
  holder.as === 'account' ? inTimeOf(context, holder.accountId) : context

/** Notes what became of a session: for an account as an event, for an operator in the audit. */
export async function noteSession(
  { unit, context, requestId }: { unit: UnitOfWork; context: Context; requestId: string },
  holder: SessionHolder,
  { tokenId, kind, name }: { tokenId: string; kind: string; name: string },
): Promise<void> {
  const at = inTimeOfHolder(context, holder).clock.now()
  if (holder.as === 'operator') {
    const { operatorId } = holder
    return noteOperatorAction(unit.db, { operatorId, tokenId, operation: name, subject: operatorId, requestId }, at)
  }
  const { accountId, memberId } = holder
  const author: Author = { account: accountId, ...(memberId !== undefined && { member: memberId }), token: tokenId }
  const detail = { member: memberId ?? null }
  await unit.noteEvents([{ accountId, resource: { kind: 'token', id: tokenId }, kind, detail, author, at }])
}

/** Refuses 201 for a password that cannot be used. */
export function mustBeUsable(given: string | undefined, email: string | null): void {
  const why = given === undefined ? undefined : passwordProblem(given, email)
  if (why !== undefined) throw ownRefusal(201, { why })
}

/** What came of making hashes; refuses 111 where there are too many to make. */
export async function hashed<T>(made: Promise<T>): Promise<T> {
  try {
    return await made
  } catch (error) {
    if (error instanceof TooManyHashesError) throw ownRefusal(111)
    throw error
  }
}
