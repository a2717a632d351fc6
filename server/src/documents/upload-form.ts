// Takes an upload apart that came as a form: documenti=…, documenti[]=… or documenti[0]=…, each in base64.
import { textOfBody } from '../model/body-text.ts'
import { parseForm } from '../model/form.ts'
import { bodyLimits } from './upload-body.ts'
import type { SplitBody, SplitOptions } from './upload-body.ts'
import { decodeDocument, hexDigit } from './upload-document.ts'
import type { Span } from './upload-document.ts'

const ampersand = 0x26
const equalsSign = 0x3d
const percent = 0x25
const longestName = 100

/**
 * Reads an upload form as `splitBody` reads JSON, within the same limits. What `parseForm` would refuse is `not json`. A
 * plain `+` in a document is one, as base64 has no blanks. Unescapes the documents inside `raw`, which is spoilt.
 */
export function splitForm(raw: Uint8Array, options: SplitOptions): SplitBody {
  const text = textOfBody(raw, options.contentType)
  const parts = takeApart(text.bytes)
  if (parts === 'not json') return { is: 'not json' }
  if (parts === 'too large') return { is: 'too large', limitBytes: bodyLimits.otherBytes }
  const body = parseForm({ ...text, bytes: Buffer.concat(parts.others) })
  if (body === undefined) return { is: 'not json' }
  const { documenti, ...others } = body
  if (documenti !== undefined) return { is: 'split', body: others, documenti: 'wrong type' }
  if (parts.documents.length > bodyLimits.documents) return { is: 'split', body, documenti: 'too many' }
  if (parts.isAbsent) return { is: 'split', body, documenti: 'absent' }
  return { is: 'split', body, documenti: parts.documents.map((span) => decodeDocument(text.bytes, span, options)) }
}

/** The documents by name, unescaped, and everything else as it came. */
function takeApart(bytes: Uint8Array) {
  const named = new Map<string, Span>()
  const others: Uint8Array[] = []
  let otherBytes = 0
  let pairs = 0
  for (const { from, equals, to } of pairsOf(bytes)) {
    if ((pairs += 1) > bodyLimits.values) return 'too large'
    const key = documentKey(bytes.subarray(from, equals + 1), named.size)
    if (key === undefined) {
      others.push(bytes.subarray(from, to + 1))
      otherBytes += to - from
      if (otherBytes > bodyLimits.otherBytes) return 'too large'
    } else {
      const span = unescapeIn(bytes, { from: equals + 1, to })
      const ambiguous = named.has(key) || (named.size > 0 && (key === '' || named.has('')))
      if (span === undefined || ambiguous) return 'not json'
      named.set(key, span)
    }
  }
  const only = named.get('')
  const isAbsent = named.size === 0 || (only !== undefined && only.from === only.to)
  return { documents: [...named.values()], others, isAbsent }
}

interface Pair {
  from: number
  equals: number
  to: number
}

function* pairsOf(bytes: Uint8Array): Generator<Pair> {
  for (let from = 0; from < bytes.length;) {
    // Between two of them is nothing.
    while (bytes[from] === ampersand) from += 1
    const found = bytes.indexOf(ampersand, from)
    const to = found < 0 ? bytes.length : found
    const equals = bytes.subarray(from, Math.min(to, from + longestName)).indexOf(equalsSign)
    if (to > from) yield { from, equals: equals < 0 ? to : from + equals, to }
    from = to + 1
  }
}

/** A document's key by its pair up to `=`: `''` for the only one, else its place; undefined for another member. */
function documentKey(name: Uint8Array, next: number): string | undefined {
  const text = Buffer.from(name.subarray(0, longestName)).toString('latin1')
  const found = /^documenti(?:(?:\[|%5[bB])(\d{0,4})(?:\]|%5[dD]))?=$/.exec(text)
  if (found === null) return undefined
  const [, place] = found
  return place === '' ? String(next) : (place ?? '')
}

/** Resolves `%xx` in place. */
function unescapeIn(bytes: Uint8Array, { from, to }: { from: number; to: number }): Span | undefined {
  let end = from
  for (let at = from; at < to; at += 1) {
    let byte = bytes[at] ?? 0
    if (byte === percent) {
      const [high, low] = [hexDigit(bytes[at + 1] ?? 0), hexDigit(bytes[at + 2] ?? 0)]
      if (at + 2 >= to || high < 0 || low < 0) return undefined
      byte = high * 16 + low
      at += 2
    }
    bytes[end++] = byte
  }
  return { from, to: end, escaped: false }
}
