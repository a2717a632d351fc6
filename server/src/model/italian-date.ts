import { DateTime } from 'luxon'

/** A calendar day, without time or zone. */
export interface CalendarDate {
  readonly day: number
  readonly month: number
  readonly year: number
}

const zone = 'Europe/Rome'
const form = /^(\d{2})\/(\d{2})\/(\d{4})$/

/**
 * Parses `dd/mm/yyyy` (contract 1.4): two, two and four digits, an existing day, years 1900 to 2100; else undefined.
 */
export function parseItalianDate(text: string): CalendarDate | undefined {
  const found = text.length === 10 ? form.exec(text) : null
  if (found === null) return undefined
  const [day, month, year] = [Number(found[1]), Number(found[2]), Number(found[3])]
  if (year < 1900 || year > 2100 || month < 1 || month > 12) return undefined
  if (day < 1 || day > daysIn(month, year)) return undefined
  return { day, month, year }
}

/** The day of an instant in Europe/Rome as `dd/mm/yyyy` (contract 1.4). */
export function formatItalianDate(instant: Date): string {
  return inRome(instant).toFormat('dd/MM/yyyy')
}

/** Whether a date written `dd/mm/yyyy` is before today in Europe/Rome. Anything else is not past. */
export function isPastItalianDate(text: string, now: Date): boolean {
  const date = parseItalianDate(text)
  return date !== undefined && numberOf(date) < numberOf(inRome(now))
}

/** Whether a date written `dd/mm/yyyy` is after today in Europe/Rome; false when it is not a date. */
export function isFutureItalianDate(text: string, now: Date): boolean {
  const date = parseItalianDate(text)
  return date !== undefined && numberOf(date) > numberOf(inRome(now))
}

/** Whether a date written `dd/mm/yyyy` is after another; false when either is not a date. */
export function isItalianDateAfter(text: string, other: string): boolean {
  const [date, limit] = [parseItalianDate(text), parseItalianDate(other)]
  return date !== undefined && limit !== undefined && numberOf(date) > numberOf(limit)
}

/** Completed years from a date of birth `dd/mm/yyyy` until today in Europe/Rome; undefined when it is not a date. */
export function ageOn(birth: string, now: Date): number | undefined {
  const date = parseItalianDate(birth)
  return date && Math.floor((numberOf(inRome(now)) - numberOf(date)) / 10_000)
}

/** A number that sorts days in order; years are ten thousand apart. */
const numberOf = ({ year, month, day }: CalendarDate) => year * 10_000 + month * 100 + day

/**
 * Adds calendar years, or subtracts them when negative, keeping the day and time of day in Europe/Rome (contract 1.4,
 * 6.14). 29 February becomes 28 February where there is none. A time skipped by the clock change moves forward by the
 * skipped hour. An ambiguous time takes the offset of the start, the first one when the start has the summer offset
 * (Luxon's rule, see "Invalid times" and "Ambiguous times" in its manual).
 */
export function addYears(instant: Date, years: number): Date {
  if (!Number.isInteger(years)) throw new RangeError('years must be whole')
  return inRome(instant).plus({ years }).toJSDate()
}

function inRome(instant: Date): DateTime {
  const local = DateTime.fromJSDate(instant, { zone })
  if (!local.isValid) throw new RangeError('not an instant')
  return local
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
