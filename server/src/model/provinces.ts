/** Whether a text has the form of a province: two letters, any case (contract 1.5 keeps it as sent). */
export function isProvince(text: string): boolean {
  return text.length === 2 && /^[A-Za-z]{2}$/.test(text)
}
