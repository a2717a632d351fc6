// The span of UTC days that a date of the statistics stands for.
import type { Days } from './counts.ts'

const written = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/

/** The days of a year (YYYY), a month (YYYY-MM) or a day (YYYY-MM-DD); undefined for what is no such date. */
export function daysIn(text: string): Days | undefined {
  const [, year = '', month, day] = written.exec(text) ?? []
  if (year === '' || year === '0000') return undefined
  const first = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)
  // 31 February is a date to some calendars' arithmetic, but to nobody else.
  if (Number.isNaN(first.getTime()) || (day !== undefined && first.getUTCDate() !== Number(day))) return undefined
  const end = new Date(first)
  if (day !== undefined) end.setUTCDate(end.getUTCDate() + 1)
  else if (month !== undefined) end.setUTCMonth(end.getUTCMonth() + 1)
  else end.setUTCFullYear(end.getUTCFullYear() + 1)
  return { first: dayOf(first), end: dayOf(end) }
}

// The year after 9999 has a sign and two more digits.
const dayOf = (instant: Date) => (instant.getUTCFullYear() > 9999 ? 'infinity' : instant.toISOString().slice(0, 10))
