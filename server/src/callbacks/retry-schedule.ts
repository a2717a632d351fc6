const minute = 60
const hour = 60 * minute

/** Seconds to wait after each attempt; after the last one a delivery is given up (Standard Webhooks). */
const delaysSeconds = [0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

const shortestRetrySeconds = 5
const longestRetryAfterSeconds = 24 * hour
const jitterShare = 0.1

/**
 * Returns when to try again after `attempt` attempts, the last of them at `now`, or undefined to give up. There are ten
 * attempts in all. The delay is jittered by ±10 % with `random` (0 to 1) and never under 5 s. A `Retry-After` later
 * than the scheduled time wins, up to 24 h (contract 5.4).
 */
export function nextAttempt(made: {
  attempt: number
  now: Date
  retryAfterSeconds?: number
  random: () => number
}): Date | undefined {
  const delay = delaysSeconds[made.attempt]
  if (delay === undefined) return undefined
  const spread = delay * (1 - jitterShare + 2 * jitterShare * made.random())
  const scheduledSeconds = delay === 0 ? 0 : Math.max(spread, shortestRetrySeconds)
  const askedSeconds = Math.min(made.retryAfterSeconds ?? 0, longestRetryAfterSeconds)
  return new Date(made.now.getTime() + Math.round(Math.max(scheduledSeconds, askedSeconds) * 1000))
}

/**
 * Parses a `Retry-After` header: whole seconds, or an HTTP date relative to `now` (RFC 9110, 10.2.3). Returns 0 to
 * 86,400 seconds, capping longer waits, or undefined when the header is missing or unreadable.
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d{1,32}$/.test(text)) return bounded(Number(text))
  const date = parseHttpDate(text)
  return date === undefined ? undefined : bounded((date.getTime() - now.getTime()) / 1000)
}

/** Parses the only date format servers may send: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7). */
export function parseHttpDate(text: string): Date | undefined {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function bounded(seconds: number): number {
  return Math.min(Math.max(Math.ceil(seconds), 0), longestRetryAfterSeconds)
}
