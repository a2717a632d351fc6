import type { Strictness } from './strictness.ts'

/**
 * Whether a postal code is acceptable for a holder in a country (ISO alpha-2): 2 to 10 letters, digits, blanks,
 * hyphens.
 */
export function isPostalCode(code: string, country: string, rule: Strictness['postalCode']): boolean {
  if (rule === 'checked' && country === 'IT') return isItalianPostalCode(code)
  return /^[0-9A-Za-z][0-9A-Za-z -]{1,9}$/.test(code)
}

/** Italian postal codes: five digits. */
export const isItalianPostalCode = (code: string): boolean => /^[0-9]{5}$/.test(code)
