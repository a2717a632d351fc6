import { domainToUnicode } from 'node:url'
import { endsWithDot, parseHostName } from './host-name.ts'

/** Whether a text is an ordinary e-mail address: dot-atom, `@`, host name, at most 254 characters (RFC 5321, 5322). */
export function isEmail(text: string): boolean {
  if (text.length > 254) return false
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  if (at < 1 || at > 64 || !/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/.test(local)) return false
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false
  return !endsWithDot(text) && parseHostName(text.slice(at + 1)) !== undefined
}

/** The form in which the e-mail of an account is stored and compared: lower case, the domain in A-labels (RFC 5890). */
export function comparableEmail(text: string): string {
  const lower = text.toLowerCase()
  const at = lower.lastIndexOf('@') + 1
  return lower.slice(0, at) + (parseHostName(lower.slice(at)) ?? lower.slice(at))
}

/** The forms in which it may be stored: as above and, by versions before 2026-12, with the domain in U-labels. */
export function storedForms(text: string): string[] {
  const email = comparableEmail(text)
  const at = email.lastIndexOf('@') + 1
  return [email, email.slice(0, at) + (domainToUnicode(email.slice(at)) || email.slice(at))]
}
