import { addYears } from './italian-date.ts'

/**
 * When a renewed mailbox or domain expires: `years` calendar years after the later of now and its present expiry
 * (Unix seconds), same day and time of day in Europe/Rome; 29 February becomes 28 where there is none (contract 6.14).
 */
export function renewedExpiry(scadenza: number | null, now: Date, years: number): Date {
  return addYears(new Date(Math.max((scadenza ?? 0) * 1000, now.getTime())), years)
}
