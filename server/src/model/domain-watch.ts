// How often a domain is checked, and how long a working one may have wrong records (decision 0013).

const A_MINUTE_MS = 60_000
const AN_HOUR_MS = 60 * A_MINUTE_MS
const A_DAY_MS = 24 * AN_HOUR_MS

/** Days in which the records of a working domain can be mended before it is suspended. */
export const GRACE_DAYS = 7

/** When a domain in set-up is checked again: every five minutes at first, less often the longer it takes. */
export function nextCheckAtSetup(orderedAt: Date, now: Date): Date {
  const age = now.getTime() - orderedAt.getTime()
  return new Date(now.getTime() + Math.min(Math.max(age / 24, 5 * A_MINUTE_MS), A_DAY_MS))
}

/** When a working domain is checked again: daily, and within the hour if nobody answered. */
export function nextCheckAtWorking(now: Date, answered: boolean): Date {
  return new Date(now.getTime() + (answered ? A_DAY_MS : AN_HOUR_MS))
}

/** When records broken since then suspend a domain. */
export const graceEnd = (brokenSince: Date): Date => new Date(brokenSince.getTime() + GRACE_DAYS * A_DAY_MS)

/** Whole days of the grace that are left. */
export function graceDaysLeft(brokenSince: Date, now: Date): number {
  return Math.max(0, Math.ceil((graceEnd(brokenSince).getTime() - now.getTime()) / A_DAY_MS))
}
