// The only file that reads the system clock; all other code receives a Clock or a Date.

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

/** The system clock plus an offset. An offset that is not whole milliseconds throws RangeError. */
export function systemClock(options: { readonly offsetMs?: number } = {}): MovableClock {
  let offset = whole(options.offsetMs ?? 0)
  return {
    now: () => new Date(Date.now() + offset),
    realNow: () => new Date(),
    offsetMs: () => offset,
    setOffsetMs(offsetMs) {
      offset = whole(offsetMs)
    },
  }
}

function whole(offsetMs: number): number {
  if (!Number.isSafeInteger(offsetMs)) throw new RangeError('the offset of a clock is whole milliseconds')
  return offsetMs
}
