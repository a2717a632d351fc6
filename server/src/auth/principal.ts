// Who is asking: one cached look-up from a token to account, scopes and expiry.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../model/clock.ts'
import type { Reader } from '../store/database.ts'
import { findToken } from '../store/tokens.ts'
import type { TokenRow } from '../store/tokens.ts'
import { hashSecret } from './secrets.ts'

/** The account behind a call. */
export interface Customer {
  role: 'customer'
  tokenId: string
  accountId: string
  /** Account e-mail: `owner` on the wire. */
  email: string
  scopes: readonly string[]
}

export interface Operator {
  role: 'operator'
  tokenId: string
}

export type Caller = Customer | Operator

export interface Authenticator {
  /** The caller of an Authorization header, or undefined when the token is missing, unknown, revoked or expired. */
  callerOf(authorization: string | undefined): Promise<Caller | undefined>
  /** Forgets what is cached, as if every token were new. */
  forget(): void
}

// A revoked token must be refused within a second on every process: what we know of it is never older than this.
const KNOWN_FOR_MS = 800
const LONGEST_HEADER = 512

/** Builds the authenticator of a process. */
export function authenticator(db: Reader, clock: Clock): Authenticator {
  const known = new LRUCache<string, { caller: Caller | undefined; expiresAt: number }>({
    max: 10_000,
    ttl: KNOWN_FOR_MS,
  })
  const asking = new Map<string, Promise<{ caller: Caller | undefined; expiresAt: number }>>()

  async function lookUp(hash: Buffer, key: string) {
    const row = await findToken(db, hash)
    const found = { caller: row && callerFrom(row), expiresAt: row?.expires_at?.getTime() ?? Infinity }
    known.set(key, found)
    return found
  }

  return {
    async callerOf(authorization) {
      const token = bearerToken(authorization)
      if (token === undefined) return undefined
      const hash = hashSecret(token)
      const key = hash.toString('base64')
      let found = known.get(key)
      if (found === undefined) {
        const lookingUp = asking.get(key) ?? lookUp(hash, key).finally(() => asking.delete(key))
        asking.set(key, lookingUp)
        found = await lookingUp
      }
      return clock.now().getTime() < found.expiresAt ? found.caller : undefined
    },
    forget: () => known.clear(),
  }
}

function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > LONGEST_HEADER) return undefined
  const space = authorization.indexOf(' ')
  if (authorization.slice(0, space).toLowerCase() !== 'bearer') return undefined
  const token = authorization.slice(space + 1).trim()
  return token === '' ? undefined : token
}

function callerFrom(row: TokenRow): Caller {
  if (row.role === 'operator' || row.account_id === null) return { role: 'operator', tokenId: row.id }
  return {
    role: 'customer',
    tokenId: row.id,
    accountId: row.account_id,
    email: row.email ?? '',
    scopes: row.scopes,
  }
}
