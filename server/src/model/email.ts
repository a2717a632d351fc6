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
