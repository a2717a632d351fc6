// Tokens an account makes for itself, with an end, limits and a refresh token.
import { hashSecret, newSecret } from '../auth/secrets.ts'
import { isResourceId } from '../model/resource-id.ts'
import type { Writer } from '../store/database.ts'
import { insertIssuedToken } from '../store/issued-tokens.ts'
import type { IssuedTokenRow, TokenHashes, TokenName, TokenTerms } from '../store/issued-tokens.ts'

/** The longest a token may last, and how long it does where nobody says (contract 2.25). */
export const YEAR_SECONDS = 365 * 86_400

/** The texts of a new token and its refresh token, and their hashes. */
export function newTokenTexts(): { token: string; refreshToken: string } & TokenHashes {
  const [token, refreshToken] = [newSecret('token'), newSecret('refresh')]
  return { token, refreshToken, hash: hashSecret(token), refreshHash: hashSecret(refreshToken) }
}

/** How long a token lasts: zero or less means the default. */
export function lifetimeFrom(now: Date, ttl: number): { ttlSeconds: number; expiresAt: Date } {
  const ttlSeconds = ttl > 0 ? ttl : YEAR_SECONDS
  return { ttlSeconds, expiresAt: new Date(now.getTime() + ttlSeconds * 1000) }
}

/** Makes a token for an account; its texts are known here alone. `expire`: its end, in Unix seconds. */
export async function issueToken(
  tx: Writer,
  wanted: Omit<TokenTerms, 'ttlSeconds' | 'expiresAt'> & { id: string; accountId: string; ttl: number },
  now: Date,
): Promise<{ row: IssuedTokenRow; token: string; refreshToken: string; expire: number }> {
  const { token, refreshToken, ...hashes } = newTokenTexts()
  const { ttl, ...terms } = wanted
  const lifetime = lifetimeFrom(now, ttl)
  const row = await insertIssuedToken(tx, { ...terms, ...hashes, ...lifetime }, now)
  if (row === undefined) throw new Error('a new token was not added')
  return { row, token, refreshToken, expire: Math.floor(lifetime.expiresAt.getTime() / 1000) }
}

/** What a path may call a token by: its text, or its id; undefined for what is neither. */
export function tokenNamed(text: string): TokenName | undefined {
  if (!/^[\w-]{1,200}$/.test(text)) return undefined
  return { hash: hashSecret(text), id: isResourceId(text) ? text : '' }
}
