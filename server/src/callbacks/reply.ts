// What of a receiver's answer is kept for the account: enough to see what was wrong, and nothing about people.
import { parseForm } from '../model/form.ts'
import { plainTextOf } from '../model/plain-text.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import { textOfBody } from '../model/body-text.ts'

/** So much of an answer is kept. */
const MOST_KEPT = 2_048
/** So much is looked at: what stands for people must be whole, or nothing would be found in its place. */
export const MOST_REPLY_BYTES = 2 * MOST_KEPT

const SHORTEST = 3
/** A customer's own data may have thousands; the resource has some dozens. */
const MOST_TEXTS = 200
/** Each with what stands for it; the first that fits is taken. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(?:whsec|ctk|cak|crt)_[\w+/=-]+/g, '{secret}'],
  [/\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi, '{secret}'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '{secret}'],
  [/[^\s"'<>(),;:&=]{1,128}(?:@|%40)[\w-]+(?:\.[\w-]+)+/g, '{email}'],
  [/\b[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]\b/gi, '{codice_fiscale}'],
  [/\+?\d(?:[ ./-]?\d){7,}/g, '{number}'],
]

/**
 * A receiver's answer as the account may read it, with `{member}` for whatever text of the resource was sent, `{email}`,
 * `{codice_fiscale}`, `{number}` of eight digits or more, and `{secret}`. `sent` is the callback's body.
 */
export function keptReply(answered: Uint8Array, sent: { contentType: string; body: string }): string {
  // A character that was cut is no character.
  let text = Buffer.from(answered.subarray(0, MOST_REPLY_BYTES))
    .toString('utf8')
    .replace(/\ufffd+$/, '')
  const texts = textsIn(sent)
    .slice(0, MOST_TEXTS)
    .toSorted(([, one], [, other]) => other.length - one.length)
  for (const [name, value] of texts) text = withoutText(text, value, `{${name}}`)
  for (const [pattern, instead] of patterns) text = text.replace(pattern, instead)
  return plainTextOf(text, MOST_KEPT)
}

/** In any case, as it is, or as JSON or a form has it. */
function withoutText(text: string, value: string, instead: string): string {
  const forms = new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())])
  // What is longer than the answer is not in it.
  const literal = [...forms]
    .filter((form) => form.length <= text.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (literal.length === 0) return text
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])(?:${literal.join('|')})(?![\\p{L}\\p{N}])`, 'giu'), instead)
}

/** The texts of the resource that was sent, with the names of their members. */
function textsIn({ contentType, body }: { contentType: string; body: string }): [name: string, text: string][] {
  const form = contentType === 'application/json' ? undefined : parseForm(textOfBody(Buffer.from(body), contentType))
  const [written] = Object.values(form ?? {})
  const resource = form === undefined ? parseJsonObject(body)?.data : written && parseJsonObject(String(written))
  const { callback, ...own }: Record<string, unknown> = { ...Object(resource) }
  return [...textsOf('', own), ...textsOf('', callback)]
}

function textsOf(name: string, value: unknown): [string, string][] {
  if (typeof value === 'string') return value.trim().length < SHORTEST ? [] : [[name, value.trim()]]
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(name, one))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, inner]) =>
    textsOf(/^[\w-]{1,40}$/.test(member) ? member : name, inner),
  )
}
