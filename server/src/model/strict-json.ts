// Untrusted JSON: what JSON.parse accepts, except what two readers could interpret differently or nobody can store.

const DEEPEST = 64
const MOST_VALUES = 10_000
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COLON = 0x3a
const COMMA = 0x2c
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39

/**
 * Parses a JSON object (RFC 8259). Returns undefined for malformed text, anything but an object at the top level,
 * nesting deeper than 64, more than 10,000 values, and objects with duplicate members. A number that would not come out
 * as it was written is Infinity, which no field takes. Linear in the length of the text.
 */
export function parseJsonObject(text: string): Record<string, unknown> | undefined {
  if (!isModest(text)) return undefined
  const parsed = parse(text)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
  return hasRepeatedNames(text) ? undefined : { ...parsed }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(inexactAsInfinity(text))
  } catch {
    return undefined
  }
}

/** Checked before parsing: nesting depth and number of values, ignoring brackets inside strings. */
function isModest(text: string): boolean {
  let depth = 0
  let commas = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth += 1
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth -= 1
    else if (code === COMMA) commas += 1
    if (depth > DEEPEST || commas >= MOST_VALUES) return false
  }
  return true
}

/** Whether any object names a member twice, after resolving escapes. The text must be valid JSON. */
export function hasRepeatedNames(text: string): boolean {
  const open: (Set<string> | undefined)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === OPEN_OBJECT) open.push(new Set())
    else if (code === OPEN_ARRAY) open.push(undefined)
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) open.pop()
    else if (code === QUOTE) {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names !== undefined && isName(text, end)) {
        const name = nameBetween(text, at, end)
        if (names.has(name)) return true
        names.add(name)
      }
      at = end
    }
  }
  return false
}

/** The text with every number that JavaScript cannot hold to the digit, such as 2^53 + 1, in place of one past its range. */
export function inexactAsInfinity(text: string): string {
  let result = ''
  let kept = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code >= DIGIT_0 && code <= DIGIT_9) {
      aNumber.lastIndex = at
      const [literal = ''] = aNumber.exec(text) ?? []
      if (!isExact(literal)) {
        result += `${text.slice(kept, at)}1e999`
        kept = at + literal.length
      }
      at += literal.length - 1
    }
  }
  return result + text.slice(kept)
}

// From its first digit on: the sign changes nothing here.
const aNumber = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** Whether a number means the same after it was read and written again; fifteen digits always do. */
function isExact(literal: string): boolean {
  if (literal.length <= 15 && !/[eE]/.test(literal)) return true
  return meaningOf(literal) === meaningOf(String(Number(literal)))
}

/** Significant digits and the power of ten of the first of them: one spelling for each value. */
function meaningOf(literal: string): string {
  const [, whole = '', fraction = '', power = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(literal) ?? []
  const significant = (whole + fraction).replace(/^0+/, '')
  if (significant === '') return '0'
  const exponent = Number(power) + significant.length - fraction.length
  return `${significant.replace(/(?<!0)0+$/, '')}e${exponent}`
}

/** Index of the closing quote of the string that opens at `from`; the end of the text when it never closes. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return text.length
}

/** A string is a member name when a colon follows its closing quote. */
function isName(text: string, end: number): boolean {
  let at = end + 1
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1
  return text.charCodeAt(at) === COLON
}

function nameBetween(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end)
  return raw.includes('\\') ? String(parse(`"${raw}"`)) : raw
}
