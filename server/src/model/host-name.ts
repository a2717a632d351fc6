import { domainToASCII } from 'node:url'

const longestName = 253
const longestLabel = 63

/**
 * Reads a host name as it is stored and compared: lower case, IDNA A-labels, one trailing dot trimmed. At least two
 * labels, at most 253 characters, 63 a label (RFC 1123, RFC 5890), the last beginning with a letter, so never an IP
 * address; anything else is undefined.
 */
export function parseHostName(text: string): string | undefined {
  if (text.length > longestName + 1 || hasForeignAscii(text)) return undefined
  const name = withoutTrailingDot(domainToASCII(text))
  const labels = name.split('.')
  if (name.length > longestName || labels.length < 2 || !labels.every(isLabel)) return undefined
  return /^[a-z]/.test(labels.at(-1) ?? '') ? name : undefined
}

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
