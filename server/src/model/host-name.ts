import { domainToASCII, domainToUnicode } from 'node:url'

const longestName = 253
const longestLabel = 63

/**
 * Reads a host name as it is stored and compared: lower case, IDNA A-labels, one trailing dot trimmed. At least two
 * labels, at most 253 characters, 63 a label (RFC 1123, RFC 5890), no symbols (RFC 5892), the last beginning with a letter, so never an IP
 * address; anything else is undefined.
 */
export function parseHostName(text: string): string | undefined {
  if (text.length > longestName + 1 || hasForeignAscii(text)) return undefined
  const name = withoutTrailingDot(domainToASCII(text))
  const labels = name.split('.')
  if (name.length > longestName || labels.length < 2 || !labels.every(isLabel)) return undefined
  if (!isSpelledInLetters(name)) return undefined
  return /^[a-z]/.test(labels.at(-1) ?? '') ? name : undefined
}

/**
 * Whether a name, in A-labels or not, spells nothing but letters, digits and marks beyond ASCII: the parser of URLs lets
 * symbols and emoji pass, registries do not (RFC 5892). The middle dot and joiners are letters of some languages.
 */
export function isSpelledInLetters(name: string): boolean {
  return /^[\0-\x7f\p{L}\p{M}\p{N}\p{Join_Control}\u00b7\u0375\u05f3\u05f4\u30fb]*$/u.test(
    domainToUnicode(name) || name,
  )
}

/** Whether a name ends with a dot, in any of the four forms IDNA knows (RFC 3490 3.1). */
export const endsWithDot = (name: string): boolean => /[.\u3002\uff0e\uff61]$/.test(name)

// domainToASCII reads its text as the host of a URL: percent signs, ports and spaces must not get there.
function hasForeignAscii(text: string): boolean {
  return /[\u0000-\u002c\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]/.test(text)
}

function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}

function isLabel(label: string): boolean {
  if (label.length === 0 || label.length > longestLabel) return false
  return /^[a-z0-9-]+$/.test(label) && !label.startsWith('-') && !label.endsWith('-')
}
