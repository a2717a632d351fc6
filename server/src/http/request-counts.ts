// How many requests each caller has made in its window. No number of callers pushes out the count of one.

/** A caller's requests in its window, this one included, and how long the window still lasts. */
export interface Counted {
  current: number
  /** In milliseconds. */
  ttl: number
}

export interface RequestCounts {
  /** Counts a request of the caller at an instant in milliseconds, which never goes back. */
  count(caller: string, nowMs: number): Counted
  /** How many counts are kept. */
  size(): number
}

const EVERYBODY_ELSE = 'everybody else'

/** Counts for `most` callers at once; those who come after them share one count until others' windows end. */
export function requestCounts({ windowMs, most }: { windowMs: number; most: number }): RequestCounts {
  // In the order in which their windows began, which is that of their ends.
  const counts = new Map<string, { current: number; endsAt: number }>()

  function dropEnded(nowMs: number): void {
    for (const [caller, { endsAt }] of counts) {
      if (endsAt > nowMs) return
      counts.delete(caller)
    }
  }

  return {
    count(caller, nowMs) {
      dropEnded(nowMs)
      const key = counts.has(caller) || counts.size < most ? caller : EVERYBODY_ELSE
      const counted = counts.get(key) ?? { current: 0, endsAt: nowMs + windowMs }
      counted.current += 1
      counts.set(key, counted)
      return { current: counted.current, ttl: counted.endsAt - nowMs }
    },
    size: () => counts.size,
  }
}
