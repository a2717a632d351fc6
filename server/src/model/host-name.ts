import { domainToASCII, domainToUnicode } from 'node:url'

const longestName = 253
const longestLabel = 63

/**
 * Parses a host name into the form in which it is stored and compared: lower case, IDNA A-labels, without a trailing
 * dot. It has at least two labels, at most 253 characters and 63 per label (RFC 1123, RFC 5890), and no symbols (RFC
 * 5892). The last label begins with a letter, so an IP address is never valid. Anything else returns undefined.
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
 * Whether a name, with or without A-labels, has only letters, digits and marks beyond ASCII. The URL parser accepts
 * symbols and emoji, registries do not (RFC 5892). The middle dot and joiners are letters of some languages.
 */
export function isSpelledInLetters(name: string): boolean {
  return /^[\0-\x7f\p{L}\p{M}\p{N}\p{Join_Control}\u00b7\u0375\u05f3\u05f4\u30fb]*$/u.test(
    domainToUnicode(name) || name,
  )
}

/** Whether a name ends with a dot, in any of its four IDNA forms (RFC 3490 3.1). */
export const endsWithDot = (name: string): boolean => /[.\u3002\uff0e\uff61]$/.test(name)

// domainToASCII parses its input as the host of a URL: percent signs, ports and spaces must not reach it.
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
