// How often a domain is checked, and how long a working one may have incorrect records (decision 0013).

const A_MINUTE_MS = 60_000
const AN_HOUR_MS = 60 * A_MINUTE_MS
const A_DAY_MS = 24 * AN_HOUR_MS

/** Days in which a working domain's records can be corrected before it is suspended. */
export const GRACE_DAYS = 7

/** When to check a domain in set-up again: every five minutes at first, then less and less often. */
export function nextCheckAtSetup(orderedAt: Date, now: Date): Date {
  const age = now.getTime() - orderedAt.getTime()
  return new Date(now.getTime() + Math.min(Math.max(age / 24, 5 * A_MINUTE_MS), A_DAY_MS))
}

/** When to check a working domain again: daily, or within the hour if nobody answered. */
export function nextCheckAtWorking(now: Date, answered: boolean): Date {
  return new Date(now.getTime() + (answered ? A_DAY_MS : AN_HOUR_MS))
}

/** When a domain whose records have been broken since then is suspended. */
export const graceEnd = (brokenSince: Date): Date => new Date(brokenSince.getTime() + GRACE_DAYS * A_DAY_MS)

/** Whole days of the grace period that are left. */
export function graceDaysLeft(brokenSince: Date, now: Date): number {
  return Math.max(0, Math.ceil((graceEnd(brokenSince).getTime() - now.getTime()) / A_DAY_MS))
}
