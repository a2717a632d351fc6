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

/** The day of an instant in Europe/Rome as `dd/mm/yyyy` (contract 1.4); in Unix seconds. */
export function italianDateAt(seconds: number): string {
  const ahead = secondsAheadOn(Math.floor(seconds / DAY)) ?? inRome(new Date(seconds * 1000)).offset * 60
  return textOfDay(Math.floor((seconds + ahead) / DAY))
}

const DAY = 86_400
// Lists show hundreds of dates, mostly of the same days, and asking the zone takes microseconds for each.
const MOST_KNOWN = 10_000
const textOfDay = remembered(textOf)
const secondsAheadOn = remembered(secondsAhead)

/** Days since 1970 as a date. */
function textOf(day: number): string {
  const [year = '', month = '', dayOfMonth = ''] = new Date(day * DAY * 1000).toISOString().slice(0, 10).split('-')
  return `${dayOfMonth}/${month}/${year}`
}

/** How far Rome is ahead of UTC during a day of UTC; undefined where that changes within the day. */
function secondsAhead(day: number): number | undefined {
  const [atFirst, atLast] = [day, day + 1].map((at) => inRome(new Date(at * DAY * 1000)).offset * 60)
  return atFirst === atLast ? atFirst : undefined
}

function remembered<T>(find: (day: number) => T): (day: number) => T {
  const known = new Map<number, { value: T }>()
  return (day) => {
    let found = known.get(day)
    if (found === undefined) {
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(day, (found = { value: find(day) }))
    }
    return found.value
  }
}

/** The instant on a day written `dd/mm/yyyy` at the time of day of another one in Europe/Rome; undefined for no date. */
export function onItalianDate(text: string, timeOf: Date): Date | undefined {
  const date = parseItalianDate(text)
  return (
    date &&
    inRome(timeOf)
      .set({ ...date })
      .toJSDate()
  )
}

/** When a day written YYYY-MM-DD begins in Europe/Rome; years 1900 to 2100, undefined for no date. */
export function beginningOf(text: string): Date | undefined {
  const [year = '', month = '', day = '', ...more] = text.split('-')
  const date = more.length === 0 ? parseItalianDate(`${day}/${month}/${year}`) : undefined
  return date && DateTime.fromObject({ ...date }, { zone }).toJSDate()
}

/** When the day of an instant began in Europe/Rome. */
export const beginningOfDay = (instant: Date): Date => inRome(instant).startOf('day').toJSDate()

/** When the day after that of an instant begins in Europe/Rome. */
export const nextDay = (instant: Date): Date => inRome(instant).plus({ days: 1 }).startOf('day').toJSDate()

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

/** An instant in Europe/Rome as certification data writes it (RFC 6109, 4.4), and as a header's date (RFC 5322, 3.3). */
export interface ItalianMoment {
  /** `dd/mm/yyyy` */
  day: string
  /** `hh:mm:ss` */
  time: string
  /** `+0100` */
  zone: string
  header: string
}

/** To the second, the rest left out. */
export function italianMomentAt(instant: Date): ItalianMoment {
  const local = inRome(instant)
  const [day, time, zone] = [local.toFormat('dd/MM/yyyy'), local.toFormat('HH:mm:ss'), local.toFormat('ZZZ')]
  const header = local.setLocale('en-US').toFormat('ccc, dd LLL yyyy HH:mm:ss ZZZ')
  return { day, time, zone, header }
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
