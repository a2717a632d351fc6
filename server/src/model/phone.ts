/**
 * Whether a text is a phone number: 6 to 20 digits, spaces, `+` and `-`, beginning with a digit or `+` and ending in a
 * digit (contract 7.2).
 */
export function isPhone(text: string): boolean {
  return text.length >= 6 && text.length <= 20 && /^[0-9+][0-9 +-]*[0-9]$/.test(text)
}
