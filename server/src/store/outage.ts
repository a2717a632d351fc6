// The database goes away and comes back: told once each, however many requests, jobs and connections notice it.

export interface OutageWatch {
  /** Reports an error: swallowed when the database is away, as that has been told; else left to `otherwise`. */
  report(error: unknown, otherwise: () => void): void
  close(): void
}

export interface OutageOptions {
  /** Rejects while the database cannot be used. */
  probe(): Promise<unknown>
  onLost(error: unknown): void
  onBack(awayMs: number): void
}

const PROBE_EVERY_MS = 500
const ANSWER_WITHIN_MS = 2_000

/** Watches by asking the database whenever an error looks as if it were away, and then until it is back. */
export function watchOutages({ probe, onLost, onBack }: OutageOptions): OutageWatch {
  let lostAt: number | undefined
  let closed = false
  let asking: Promise<boolean> | undefined
  const isThere = () => (asking ??= answersInTime(probe()).finally(() => (asking = undefined)))

  const askAgain = async () => {
    const there = await isThere()
    if (closed || lostAt === undefined) return
    if (!there) return void setTimeout(() => void askAgain(), PROBE_EVERY_MS).unref()
    onBack(performance.now() - lostAt)
    lostAt = undefined
  }
  const judge = async (error: unknown, otherwise: () => void) => {
    if (await isThere()) return lostAt === undefined ? otherwise() : undefined
    if (lostAt !== undefined || closed) return
    lostAt = performance.now()
    onLost(error)
    void askAgain()
  }
  return {
    report(error, otherwise) {
      if (!looksAway(error)) otherwise()
      else if (lostAt === undefined) void judge(error, otherwise)
    },
    close: () => void (closed = true),
  }
}

async function answersInTime(answer: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS).unref()))
  const there = await Promise.race([answer.then(() => true).catch(() => false), late])
  clearTimeout(timer)
  return there
}

const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND'])
const AWAY_IN_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|connection error|Query read timeout/

/** Whether an error looks as if the database were away: by code (class 08, 57P0x) or, where the driver has no code, by its words. */
export function looksAway(error: unknown): boolean {
  const code = memberOf(error, 'code')
  return AWAY.has(code) || /^(08|57P0)/.test(code) || AWAY_IN_WORDS.test(memberOf(error, 'message'))
}

/**
 * Whether the database is there and cannot do it for now: no room or no memory (class 53), too slow (57014), only read for
 * the time of a failover (25006).
 */
export const cannotForNow = (error: unknown): boolean => /^(53|57014$|25006$)/.test(memberOf(error, 'code'))

function memberOf(error: unknown, name: string): string {
  return typeof error === 'object' && error !== null ? String(Reflect.get(error, name)) : ''
}
