// What nobody who reads the results may learn: tokens, keys and secrets, whoever wrote them.
import { secretMembers } from './document.ts'

const ofOurs = /\b(?:ctk|cak|crt|civ)_[0-9a-f]{8,}|\bwhsec_[A-Za-z0-9+/=_-]{8,}/g
const HIDDEN = '(hidden)'
const LEAST_KNOWN = 6

/** The value as JSON, with every secret in it replaced. `known`: what this command was given. */
export function shownJson(value: unknown, known: readonly string[]): string {
  const text = JSON.stringify(
    value,
    (name, member: unknown) =>
      // In lists `token` is an id, and its text only where it begins like one.
      name !== 'token' && secretMembers.some((one) => one === name) && typeof member === 'string' ? HIDDEN : member,
    1,
  )
  return withoutSecrets(text ?? 'null', known)
}

/** A text with every secret in it replaced. */
export function withoutSecrets(text: string, known: readonly string[]): string {
  return known
    .filter((secret) => secret.length >= LEAST_KNOWN)
    .reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
    .replaceAll(ofOurs, HIDDEN)
}
