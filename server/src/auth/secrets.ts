// Creates, recognises and hashes secrets. Only hashes are stored.
import { createHash, randomBytes } from 'node:crypto'

/** What each kind of secret begins with. Older ones begin with nothing, and stay valid. */
const prefixes = {
  token: 'ctk_',
  key: 'cak_',
  refresh: 'crt_',
  invitation: 'civ_',
  session: 'cse_',
  reset: 'cpr_',
} as const
export type SecretKind = keyof typeof prefixes

const RANDOM_BYTES = 16
const CHECKSUM_DIGITS = 8

/** A new secret: its prefix, 128 random bits and a checksum over both, in lower-case hex digits. */
export function newSecret(kind: SecretKind): string {
  const begun = prefixes[kind] + randomBytes(RANDOM_BYTES).toString('hex')
  return begun + checksumOf(begun)
}

/** Whether a text begins like our secrets of a kind. */
export const isOfKind = (text: string, kind: SecretKind): boolean => text.startsWith(prefixes[kind])

/** Whether a text begins like one of our secrets but is none: mistyped, cut, or of another kind. */
export function isMistyped(text: string, kind: SecretKind): boolean {
  const found = Object.entries(prefixes).find(([, prefix]) => text.startsWith(prefix))
  if (found === undefined) return false
  const isWhole = text.length === prefixes[kind].length + 2 * RANDOM_BYTES + CHECKSUM_DIGITS
  const end = text.length - CHECKSUM_DIGITS
  return found[0] !== kind || !isWhole || checksumOf(text.slice(0, end)) !== text.slice(end)
}

/** SHA-256 is enough, because the secrets have 128 random bits. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const checksumOf = (begun: string) => createHash('sha256').update(begun).digest('hex').slice(0, CHECKSUM_DIGITS)
