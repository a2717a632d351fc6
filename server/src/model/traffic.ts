import { monotonicMs } from './clock.ts'

/** How busy the process is with requests, so that background work can step back. */
export interface Traffic {
  begin(): void
  end(): void
  /** Whether a request is under way or ended less than that ago. */
  isServing(withinMs: number): boolean
}

/** Nothing is under way at first. */
export function traffic(): Traffic {
  let underWay = 0
  let endedAtMs = -Infinity
  return {
    begin: () => void (underWay += 1),
    end() {
      underWay -= 1
      endedAtMs = monotonicMs()
    },
    isServing: (withinMs) => underWay > 0 || monotonicMs() - endedAtMs < withinMs,
  }
}
