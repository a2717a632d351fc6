/** The largest amount accepted as input: 9,999,999.99. */
export const largestAmountCents = 999_999_999

const form = /^(-?)(0|[1-9]\d{0,6})(?:\.(\d{1,2}))?$/

/**
 * Parses an amount in euro to integer cents: `'100.00'`, `'10000'`, `'0.5'`. At most two decimals and 9999999.99, no
 * plus, no leading zeros, a minus only if `signed`. Anything else returns undefined.
 */
export function parseCents(text: string, rules: { readonly signed?: boolean } = {}): number | undefined {
  const found = text.length <= 11 ? form.exec(text) : null
  if (found === null) return undefined
  const [, minus, euro, decimals = ''] = found
  if (minus === '-' && rules.signed !== true) return undefined
  const amountCents = Number(euro) * 100 + Number(decimals.padEnd(2, '0'))
  return minus === '-' && amountCents !== 0 ? -amountCents : amountCents
}

/**
 * Formats integer cents as euro with two decimals: `'182.03'`, `'-0.05'`. Anything but a safe integer throws
 * RangeError.
 */
export function formatCents(amountCents: number): string {
  if (!Number.isSafeInteger(amountCents)) throw new RangeError('cents must be whole')
  const digits = String(Math.abs(amountCents)).padStart(3, '0')
  return `${amountCents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
