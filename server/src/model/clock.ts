// The only file that reads the system's clocks; all other code receives a Clock or a Date.

/** The product's time, which the sandbox can advance, and real time. */
export interface Clock {
  /** The product's time: real time plus the offset. */
  now(): Date
  /** Real time, for what outsiders compare with their own clocks (Standard Webhooks, `webhook-timestamp`). */
  realNow(): Date
  /** How far the product's time is ahead of real time, in milliseconds. */
  offsetMs(): number
}

/** A clock whose offset can be set; used only by the sandbox. */
export interface MovableClock extends Clock {
  setOffsetMs(offsetMs: number): void
}

/** What another clock said, and the moments on `monotonicMs` between which it said so. */
export interface ClockReading {
  realMs: number
  askedAtMs: number
  heardAtMs: number
}

/** A clock that follows another one, so that processes with different system clocks agree. */
export interface FollowingClock extends MovableClock {
  /** Takes a reading, unless a better one is still fresh. */
  follow(reading: ClockReading): void
}

/** Milliseconds on a clock that never jumps; only differences mean anything. */
export const monotonicMs = (): number => performance.now()

// What took longer to hear says too little about when it was said, until nothing better came for a while.
const QUICK_MS = 50
const FRESH_FOR_MS = 10_000

/**
 * The system's clock until the first reading, from then on that of whoever is followed, plus the offset. An offset that is
 * not whole milliseconds throws RangeError.
 */
export function systemClock(options: { readonly offsetMs?: number } = {}): FollowingClock {
  let offset = whole(options.offsetMs ?? 0)
  let aheadMs = Date.now() - monotonicMs()
  let goodUntilMs = -Infinity
  const real = () => Math.round(aheadMs + monotonicMs())
  return {
    now: () => new Date(real() + offset),
    realNow: () => new Date(real()),
    offsetMs: () => offset,
    setOffsetMs(offsetMs) {
      offset = whole(offsetMs)
    },
    follow({ realMs, askedAtMs, heardAtMs }) {
      const isQuick = heardAtMs - askedAtMs <= QUICK_MS
      if (!isQuick && heardAtMs < goodUntilMs) return
      aheadMs = realMs - (askedAtMs + heardAtMs) / 2
      if (isQuick) goodUntilMs = heardAtMs + FRESH_FOR_MS
    },
  }
}

/** A clock that stands `leadMs` milliseconds ahead of another one and goes with it; setting it sets the other one. */
export function clockAhead(other: FollowingClock, leadMs: () => number): FollowingClock {
  return {
    now: () => new Date(other.now().getTime() + leadMs()),
    realNow: other.realNow,
    offsetMs: () => other.offsetMs() + leadMs(),
    setOffsetMs: (offsetMs) => other.setOffsetMs(whole(offsetMs) - leadMs()),
    follow: other.follow,
  }
}

function whole(offsetMs: number): number {
  if (!Number.isSafeInteger(offsetMs)) throw new RangeError('the offset of a clock is whole milliseconds')
  return offsetMs
}
