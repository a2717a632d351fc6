// Dates, money and numbers as people write them, by the time of Rome.
import type { Language } from './define.ts'
import { useLanguage } from './language.tsx'

const locales: Record<Language, string> = { it: 'it-IT', en: 'en-GB' }
const zone = 'Europe/Rome'

/** How values are written in a language. */
export function formatsOf(language: Language) {
  const locale = locales[language]
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: zone })
  const moment = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  })
  // Thousands are set apart from the first on, so that amounts one beneath the other look alike.
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR', useGrouping: 'always' })
  const whole = new Intl.NumberFormat(locale)
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    /** A day, from RFC 3339, `dd/mm/yyyy` or Unix seconds; empty where there is none. */
    day: (value: string | number | null | undefined) => written(day, value),
    /** A day with its time. */
    moment: (value: string | number | null | undefined) => written(moment, value),
    /** Euro, from what the API says ("5.00" or 5). */
    money: (value: string | number | null | undefined) =>
      value === null || value === undefined ? '' : money.format(Number(value)),
    number: (value: number) => whole.format(value),
    /** A file's size. */
    bytes: (bytes: number) =>
      bytes >= 1024 * 1024 ? `${tenths.format(bytes / 1024 / 1024)} MB` : `${whole.format(Math.ceil(bytes / 1024))} kB`,
    /** A space, from MiB. */
    size: (mebibytes: number) =>
      mebibytes >= 1024 ? `${tenths.format(mebibytes / 1024)} GB` : `${whole.format(mebibytes)} MB`,
  }
}

const monthFormat = (language: Language) => {
  const format = new Intl.DateTimeFormat(locales[language], { month: 'long', year: 'numeric', timeZone: zone })
  return (value: string) => written(format, value)
}

/** A month with its year, in each language, from a moment of RFC 3339. */
export const monthsIn = { it: monthFormat('it'), en: monthFormat('en') }

/** How values are written in the language of the page. */
export const useFormats = () => formats[useLanguage().language]

const formats = { it: formatsOf('it'), en: formatsOf('en') }

function written(format: Intl.DateTimeFormat, value: string | number | null | undefined): string {
  const date = dateOf(value)
  return date === undefined ? '' : format.format(date)
}

/** The moment a value of the API stands for; undefined where it is none. A bare day is its noon. */
export function dateOf(value: string | number | null | undefined): Date | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'number') return new Date(value * 1_000)
  const [, dayOfMonth, month, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(value) ?? []
  const date = new Date(year === undefined ? value : `${year}-${month}-${dayOfMonth}T12:00:00Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}
