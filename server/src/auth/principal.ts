// Who is calling: one cached lookup from a token to account, scopes and expiry.
import { LRUCache } from 'lru-cache'
import type { Author } from '../model/author.ts'
import type { Clock } from '../model/clock.ts'
import type { Reader } from '../store/database.ts'
import { findToken } from '../store/tokens.ts'
import type { TokenRow } from '../store/tokens.ts'
import { hashSecret } from './secrets.ts'

/** A caller acting for an account through one of its tokens. */
export interface AccountPrincipal {
  role: 'account'
  accountId: string
  /** The account's e-mail: `owner` on the wire. */
  email: string
  /** The person, where the token belongs to one person. */
  memberId?: string
  tokenId: string
  scopes: readonly string[]
}

/** A back-office operator. */
export interface OperatorPrincipal {
  role: 'operator'
  operatorId: string
  tokenId: string
}

/** Who is calling. */
export type Principal = AccountPrincipal | OperatorPrincipal

/** The principal as recorded in history, ledger and events. */
export function authorOf(principal: Principal): Author {
  if (principal.role === 'operator') return { operator: principal.operatorId, token: principal.tokenId }
  const { accountId: account, memberId: member, tokenId: token } = principal
  return { account, ...(member !== undefined && { member }), token }
}

export interface Authenticator {
  /**
   * Returns the principal of an Authorization header, or undefined when the token is missing, unknown, revoked or
   * expired.
   */
  principalOf(authorization: string | undefined): Promise<Principal | undefined>
  /** Clears the cache. */
  forget(): void
}

// Every process must refuse a revoked token within a second, so cached entries never get older than this.
const KNOWN_FOR_MS = 800
const LONGEST_HEADER = 512

/** Creates the authenticator of a process. */
export function authenticator(db: Reader, clock: Clock): Authenticator {
  const known = new LRUCache<string, { principal: Principal | undefined; expiresAt: number }>({
    max: 10_000,
    ttl: KNOWN_FOR_MS,
  })
  const asking = new Map<string, Promise<{ principal: Principal | undefined; expiresAt: number }>>()

  async function lookUp(hash: Buffer, key: string) {
    const row = await findToken(db, hash)
    const found = { principal: row && principalFrom(row), expiresAt: row?.expires_at?.getTime() ?? Infinity }
    known.set(key, found)
    return found
  }

  return {
    async principalOf(authorization) {
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
      return clock.now().getTime() < found.expiresAt ? found.principal : undefined
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

function principalFrom({ id: tokenId, account_id, operator_id, email, scopes }: TokenRow): Principal | undefined {
  if (account_id !== null) return { role: 'account', accountId: account_id, email: email ?? '', tokenId, scopes }
  return operator_id === null ? undefined : { role: 'operator', operatorId: operator_id, tokenId }
}
