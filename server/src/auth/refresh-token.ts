// Who gives a refresh token: its account, for the one token it renews.
import type { Reader } from '../store/database.ts'
import { findByRefreshHash } from '../store/issued-tokens.ts'
import { credentialsIn } from './credentials.ts'
import type { KeyPrincipal } from './principal.ts'
import { hashSecret, isMistyped, isOfKind } from './secrets.ts'

/** Whether a header gives what begins like a refresh token. */
export function isRefreshToken(authorization: string | undefined): boolean {
  const given = credentialsIn(authorization)
  return given?.is === 'bearer' && isOfKind(given.token, 'refresh')
}

/** The principal of a bearer refresh token, or undefined. It outlives its token, but neither revocation nor use. */
export async function refreshPrincipal(
  db: Reader,
  authorization: string | undefined,
): Promise<KeyPrincipal | undefined> {
  const given = credentialsIn(authorization)
  if (given?.is !== 'bearer' || !isOfKind(given.token, 'refresh') || isMistyped(given.token, 'refresh'))
    return undefined
  const hash = hashSecret(given.token)
  const found = await findByRefreshHash(db, hash)
  if (found === undefined) return undefined
  const { id: tokenId, account_id: accountId, email, allowed_ips: ip } = found
  return { role: 'key', accountId, email, keyId: undefined, refreshes: { tokenId, hash }, ip }
}
