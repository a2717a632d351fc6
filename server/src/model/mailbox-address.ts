import { endsWithDot, parseHostName } from './host-name.ts'

/** A mailbox address in the form in which it is stored and compared. */
export interface MailboxAddress {
  readonly local: string
  readonly dominio: string
}

/**
 * Reads the address of a certified mailbox: at most 254 characters, 64 before the `@` (RFC 5321 4.5.3.1); before it
 * letters, digits, `.`, `_`, `-`, `+`, no dot first, last or twice in a row; after it a host name without trailing dot. Lower case, as
 * addresses are compared without case (contract 6.28). Anything else is undefined.
 */
export function parseMailboxAddress(text: string): MailboxAddress | undefined {
  if (text.length > 254) return undefined
  const at = text.indexOf('@')
  const local = text.slice(0, at)
  if (at < 1 || !isLocalPart(local) || endsWithDot(text)) return undefined
  const dominio = parseHostName(text.slice(at + 1))
  if (dominio === undefined || local.length + 1 + dominio.length > 254) return undefined
  return { local: local.toLowerCase(), dominio }
}

function isLocalPart(local: string): boolean {
  if (local.length > 64 || !/^[A-Za-z0-9._+-]+$/.test(local)) return false
  return !local.startsWith('.') && !local.endsWith('.') && !local.includes('..')
}
