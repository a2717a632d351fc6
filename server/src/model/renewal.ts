import { addYears } from './italian-date.ts'

/**
 * When a renewed mailbox or domain expires: `years` calendar years after the later of now and its current expiry (Unix
 * seconds), at the same day and time of day in Europe/Rome. 29 February becomes 28 where there is none (contract 6.14).
 */
export function renewedExpiry(scadenza: number | null, now: Date, years: number): Date {
  return addYears(new Date(Math.max((scadenza ?? 0) * 1000, now.getTime())), years)
}

const A_YEAR_SECONDS = 31_556_952

/**
 * An expiry without a change that moved it, then or earlier, from `before` to `after`; all in Unix seconds. Where that was
 * a renewal, its calendar years are taken off, and no leap day that belongs to another year; otherwise the difference.
 */
export function expiryWithout(scadenza: number, before: number, after: number): number {
  if (scadenza === after) return before
  const years = Math.round((after - before) / A_YEAR_SECONDS)
  const isRenewal = addYears(new Date(before * 1000), years).getTime() === after * 1000
  return isRenewal ? addYears(new Date(scadenza * 1000), -years).getTime() / 1000 : scadenza - (after - before)
}

const A_DAY_MS = 86_400_000

/** Days before expiry on which the owner is reminded. */
export const reminderDays = [60, 30, 15, 7, 1] as const
/** Automatic renewal is first attempted a day before expiry, then at expiry; what a provider refuses, daily. */
export const RENEWAL_TRIED_EVERY_MS = A_DAY_MS

/** When a working mailbox next needs a reminder or a renewal. */
export interface Agenda {
  renew_at: Date | null
  remind_at: Date | null
}

/** The agenda of a mailbox with this expiry: its next reminder and its first renewal attempt. */
export function agendaUntil(scadenza: Date, autorinnovo: boolean, now: Date): Agenda {
  const expiry = scadenza.getTime()
  const ahead = reminderDays.map((days) => expiry - days * A_DAY_MS).find((moment) => moment > now.getTime())
  return {
    renew_at: autorinnovo ? new Date(Math.max(expiry - RENEWAL_TRIED_EVERY_MS, now.getTime())) : null,
    remind_at: ahead === undefined ? null : new Date(ahead),
  }
}
