// How values are written to a client (RFC 3501 4 and 9). Text is one character a byte throughout.
import { string } from '../mime/imap-text.ts'

/** A name of a folder: an atom where that is possible. */
export const folderName = (name: string): string => (/^[A-Za-z0-9_.&+,/-]+$/.test(name) ? name : string(name))

export const flagList = (flags: readonly string[]): string => `(${flags.join(' ')})`

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A date and time in UTC, such as `"05-Jan-2027 10:03:04 +0000"`. */
export function dateTime(at: Date): string {
  const two = (number: number) => `${number}`.padStart(2, '0')
  const day = `${at.getUTCDate()}`.padStart(2, ' ')
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')
  return `"${day}-${MONTHS[at.getUTCMonth()] ?? ''}-${at.getUTCFullYear()} ${time} +0000"`
}

/** Reads what `dateTime` writes, in any zone. */
export function parseDateTime(text: string): Date | undefined {
  const found = /^([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text)
  if (found === null) return undefined
  const [day = 0, , year = 0, hours = 0, minutes = 0, seconds = 0, , zoneHours = 0, zoneMinutes = 0] = found
    .slice(1)
    .map(Number)
  const month = monthOf(found[2])
  if (month === -1) return undefined
  const local = Date.UTC(year, month, day, hours, minutes, seconds)
  const zoneMs = (zoneHours * 60 + zoneMinutes) * 60_000
  const at = new Date(found[7] === '-' ? local + zoneMs : local - zoneMs)
  return Number.isNaN(at.getTime()) ? undefined : at
}

/** Reads a day such as `1-Feb-2027` as its first moment in UTC. */
export function parseDay(text: string): Date | undefined {
  const found = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text)
  const month = monthOf(found?.[2])
  if (found === null || month === -1) return undefined
  return new Date(Date.UTC(Number(found[3]), month, Number(found[1])))
}

const monthOf = (name: string | undefined) =>
  MONTHS.findIndex((month) => month.toLowerCase() === (name ?? '').toLowerCase())
