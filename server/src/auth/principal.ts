// Who is calling: one cached lookup from a token to account, scopes, limits and expiry, or from an API key to its account.
import { LRUCache } from 'lru-cache'
import type { Author } from '../model/author.ts'
import type { Clock } from '../model/clock.ts'
import { storedForms } from '../model/email.ts'
import type { AccountRole, OperatorRole } from '../model/roles.ts'
import { findApiKeys, noteKeyUse } from '../store/api-keys.ts'
import type { ApiKeyRow } from '../store/api-keys.ts'
import type { Reader } from '../store/database.ts'
import { gather } from '../store/gathered-reads.ts'
import { findTokenById, findTokens, noteTokenUse } from '../store/tokens.ts'
import type { TokenRow } from '../store/tokens.ts'
import { credentialsIn } from './credentials.ts'
import type { SessionGiven, Presented } from './credentials.ts'
import { hashSecret, isMistyped } from './secrets.ts'
import type { SecretKind } from './secrets.ts'

/** A caller acting for an account through one of its tokens. */
export interface AccountPrincipal {
  role: 'account'
  accountId: string
  /** The account's e-mail: `owner` on the wire. */
  email: string
  /** The member and their role, where the token belongs to one. */
  memberId?: string
  memberRole?: AccountRole
  tokenId: string
  scopes: readonly string[]
  /** Addresses it may be used from; empty: any. */
  ip: readonly string[]
  /** Whether its requests and its spending are counted against a limit. */
  isLimited: boolean
  /** When it ends unless it is used, where it is a session. */
  sessionEndsAt?: Date
}

/** The account itself, by its e-mail and one of its API keys: for the platform calls alone. */
export interface KeyPrincipal {
  role: 'key'
  accountId: string
  email: string
  /** The key; undefined where a refresh token stands for it. */
  keyId: string | undefined
  /** The token whose refresh token was given instead of a key, and that one's hash. */
  refreshes?: { tokenId: string; hash: Buffer }
  ip: readonly string[]
}

/** A back-office operator. */
export interface OperatorPrincipal {
  role: 'operator'
  operatorId: string
  operatorRole: OperatorRole
  tokenId: string
  /** When it ends unless it is used, where it is a session. */
  sessionEndsAt?: Date
}

/** Who is known by a token or key. */
export type KnownPrincipal = AccountPrincipal | KeyPrincipal | OperatorPrincipal

/** Whoever makes a call that is open to all. */
export interface Anybody {
  role: 'anybody'
}

/** Who is calling. */
export type Principal = KnownPrincipal | Anybody

/** The principal as recorded in history, ledger and events. */
export function authorOf(principal: Principal): Author | undefined {
  if (principal.role === 'anybody') return undefined
  if (principal.role === 'operator') return { operator: principal.operatorId, token: principal.tokenId }
  if (principal.role === 'key') {
    const { accountId: account, keyId: key, refreshes } = principal
    return { account, ...(key !== undefined && { key }), ...(refreshes && { token: refreshes.tokenId }) }
  }
  const { accountId: account, memberId: member, tokenId: token } = principal
  return { account, ...(member !== undefined && { member }), token }
}

/** What a principal is counted by where callers are counted. */
export function credentialIdOf(principal: KnownPrincipal): string {
  return principal.role === 'key' ? (principal.keyId ?? principal.refreshes?.tokenId ?? '') : principal.tokenId
}

export interface Authenticator {
  /**
   * Returns the principal of an Authorization header, or undefined when what it gives is missing, unknown, revoked or
   * expired.
   */
  principalOf(authorization: string | undefined): Promise<KnownPrincipal | undefined>
  /** The same of whatever a request shows; a session counts only as what it was chosen for. */
  principalShown(shown: Presented): Promise<KnownPrincipal | undefined>
  /** Clears the cache. */
  forget(): void
}

// Every process must refuse a revoked token within a second, so cached entries never get older than this.
const KNOWN_FOR_MS = 800
const MOST_KNOWN = 10_000

interface Known {
  principal: KnownPrincipal
  expiresAt: number
}

// How exactly the last use of a secret is known; noting each would cost a statement a call.
const USE_NOTED_EVERY_MS = 60_000

interface Secret {
  id: string
  hash: Buffer
  last_used_at: Date | null
}

/** How secrets of one kind are found, what they stand for, and where their use is noted. */
interface SecretSource<Row extends Secret> {
  select(hashes: Buffer[]): Promise<Row[]>
  knownFrom(row: Row): Known | undefined
  noteUse(id: string, now: Date): Promise<void>
}

/** Creates the authenticator of a process; secrets go by the clock of their account, or everybody's. */
export function authenticator(db: Reader, clockOf: (accountId: string | undefined) => Clock): Authenticator {
  const timeOf = (principal: Principal) => clockOf('accountId' in principal ? principal.accountId : undefined).now()
  const tokens = secrets('token', timeOf, {
    select: (hashes) => findTokens(db, hashes),
    knownFrom: (row) => (row.idle_seconds === null ? tokenPrincipal(row) : undefined),
    noteUse: (id, now) => noteTokenUse(db, id, now),
  })
  const sessions = secrets('session', timeOf, {
    select: (hashes) => findTokens(db, hashes),
    knownFrom: sessionPrincipal,
    noteUse: (id, now) => noteTokenUse(db, id, now),
  })
  const keys = secrets('key', timeOf, {
    select: (hashes) => findApiKeys(db, hashes),
    knownFrom: keyPrincipal,
    noteUse: (id, now) => noteKeyUse(db, id, now),
  })
  const inTime = (found: Known | undefined) =>
    found === undefined || timeOf(found.principal).getTime() >= found.expiresAt ? undefined : found.principal

  async function principalOf(authorization: string | undefined): Promise<KnownPrincipal | undefined> {
    const given = credentialsIn(authorization)
    if (given === undefined) return undefined
    const principal = inTime(await (given.is === 'bearer' ? tokens.find(given.token) : keys.find(given.apiKey)))
    return principal !== undefined && given.is === 'basic' && !isOf(principal, given.email) ? undefined : principal
  }

  async function principalOfSession({ as, secret }: SessionGiven): Promise<KnownPrincipal | undefined> {
    const principal = inTime(await sessions.find(secret))
    return principal?.role === as ? principal : undefined
  }

  return {
    principalOf,
    principalShown: ({ authorization, session }) =>
      authorization === undefined && session !== undefined ? principalOfSession(session) : principalOf(authorization),
    forget() {
      tokens.forget()
      sessions.forget()
      keys.forget()
    },
  }
}

/** Secrets of one kind: each found once while it is cached, and those that are none remembered apart. */
function secrets<Row extends Secret>(
  kind: SecretKind,
  timeOf: (principal: Principal) => Date,
  { select, knownFrom, noteUse }: SecretSource<Row>,
) {
  const known = new LRUCache<string, Known>({ max: MOST_KNOWN, ttl: KNOWN_FOR_MS })
  // Apart, so that guesses push out no valid one.
  const unknown = new LRUCache<string, true>({ max: MOST_KNOWN, ttl: KNOWN_FOR_MS })
  const noted = new LRUCache<string, number>({ max: MOST_KNOWN, ttl: USE_NOTED_EVERY_MS })
  const find = gather(async (keys) => {
    const rows = await select(keys.map((key) => Buffer.from(key, 'base64')))
    return new Map(rows.map((row) => [row.hash.toString('base64'), row]))
  })

  async function lookUp(key: string): Promise<Known | undefined> {
    const row = await find(key)
    const found = row && knownFrom(row)
    if (row === undefined || found === undefined) {
      unknown.set(key, true)
      return undefined
    }
    known.set(key, found)
    const now = timeOf(found.principal)
    // Or one that has ended for want of use would go on.
    if (now.getTime() >= found.expiresAt || !(await noteUseOf(row, now))) return found
    const used = knownFrom({ ...row, last_used_at: now }) ?? found
    known.set(key, used)
    return used
  }

  /** Notes that it was used; false where that was noted just before. */
  async function noteUseOf({ id, last_used_at }: Row, now: Date): Promise<boolean> {
    const before = Math.max(noted.get(id) ?? 0, last_used_at?.getTime() ?? 0)
    if (now.getTime() - before < USE_NOTED_EVERY_MS) return false
    // Of many at once, the first notes it.
    noted.set(id, now.getTime())
    await noteUse(id, now)
    return true
  }

  return {
    find(secret: string): Promise<Known | undefined> | Known | undefined {
      if (isMistyped(secret, kind)) return undefined
      const key = hashSecret(secret).toString('base64')
      return unknown.has(key) ? undefined : (known.get(key) ?? lookUp(key))
    },
    forget() {
      known.clear()
      unknown.clear()
    },
  }
}

/** The caller an account's token stands for; undefined when it is no account's, revoked or expired. */
export async function accountByToken(db: Reader, clock: Clock, tokenId: string): Promise<AccountPrincipal | undefined> {
  const row = await findTokenById(db, tokenId)
  const found = row && tokenPrincipal(row)
  if (found === undefined || clock.now().getTime() >= found.expiresAt) return undefined
  return found.principal.role === 'account' ? found.principal : undefined
}

function tokenPrincipal({ id: tokenId, account_id, operator_id, ...row }: TokenRow): Known | undefined {
  const expiresAt = row.expires_at?.getTime() ?? Infinity
  if (account_id !== null) {
    const { email, scopes, allowed_ips: ip, is_limited: isLimited, member_id: memberId, member_role: memberRole } = row
    const account = { role: 'account', accountId: account_id, email: email ?? '', tokenId } as const
    // Without its role it would be a token of the whole account.
    if (memberId !== null && memberRole === null) return undefined
    const member = memberId !== null && memberRole !== null && { memberId, memberRole }
    return { principal: { ...account, ...member, scopes, ip, isLimited }, expiresAt }
  }
  const { operator_role: operatorRole } = row
  return operator_id === null || operatorRole === null
    ? undefined
    : { principal: { role: 'operator', operatorId: operator_id, operatorRole, tokenId }, expiresAt }
}

/** Whose session a token is; undefined when it is none. */
function sessionPrincipal(row: TokenRow): Known | undefined {
  const { idle_seconds, last_used_at, created_at } = row
  const found = idle_seconds === null ? undefined : tokenPrincipal(row)
  if (idle_seconds === null || found === undefined || found.principal.role === 'key') return undefined
  const unused = (last_used_at ?? created_at).getTime() + idle_seconds * 1000
  const expiresAt = Math.min(found.expiresAt, unused)
  return { principal: { ...found.principal, sessionEndsAt: new Date(expiresAt) }, expiresAt }
}

function keyPrincipal({ id: keyId, account_id: accountId, email, allowed_ips: ip, expires_at }: ApiKeyRow): Known {
  return { principal: { role: 'key', accountId, email, keyId, ip }, expiresAt: expires_at?.getTime() ?? Infinity }
}

function isOf(principal: KnownPrincipal, email: string): boolean {
  return principal.role === 'key' && storedForms(email).includes(principal.email)
}
