const minute = 60
const hour = 60 * minute

/** Seconds to wait after so many attempts; beyond the last rung a delivery is given up (Standard Webhooks). */
const delaysSeconds = [0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

const shortestRetrySeconds = 5
const longestRetryAfterSeconds = 24 * hour
const jitterShare = 0.1

/**
 * Gives when to try again after `attempt` attempts were made, the last of them at `now`, or undefined to give up.
 * Ten attempts in all. The delay is spread by ±10 % with `random` (0 to 1), never under 5 s; a `Retry-After` that is
 * later than the ladder wins, up to 24 h (contract 5.4).
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
  const ladderSeconds = delay === 0 ? 0 : Math.max(spread, shortestRetrySeconds)
  const askedSeconds = Math.min(made.retryAfterSeconds ?? 0, longestRetryAfterSeconds)
  return new Date(made.now.getTime() + Math.round(Math.max(ladderSeconds, askedSeconds) * 1000))
}

/**
 * Reads a `Retry-After` header: whole seconds or an HTTP date seen from `now` (RFC 9110, 10.2.3). Gives seconds from
 * 0 to 86,400, longer waits shortened to that; undefined when the header is missing or says nothing readable.
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d{1,32}$/.test(text)) return bounded(Number(text))
  const date = parseHttpDate(text)
  return date === undefined ? undefined : bounded((date.getTime() - now.getTime()) / 1000)
}

/** Reads the one date form that HTTP allows servers to send, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7). */
export function parseHttpDate(text: string): Date | undefined {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function bounded(seconds: number): number {
  return Math.min(Math.max(Math.ceil(seconds), 0), longestRetryAfterSeconds)
}
