// Budgets of requests that processes share. Each process is given some requests at a time and admits them by itself, so
// that most cost no statement; together they never admit more than the budget, and less by what is left unused with them
// (docs/decisions/0032-shared-budgets.md).
import { LRUCache } from 'lru-cache'
import type { GivenOut } from '../store/rate-windows.ts'

export interface Budget {
  /** Whose and what for; the same in every process. */
  name: string
  requests: number
  windowSeconds: number
}

/** Whether a request is within its budget, what is left of that, and when it is whole again. */
export interface Permit {
  granted: boolean
  remaining: number
  endsInMs: number
}

export interface Permits {
  /** Takes one request of a budget at an instant in milliseconds, which never goes back. */
  take(budget: Budget, nowMs: number): Promise<Permit>
}

/** Gives out so many requests of a budget, for all processes. */
export type GiveOut = (budget: { budget: string; windowSeconds: number; requests: number }) => Promise<GivenOut>

// Of a budget a process holds at most this part unused.
const PARTS = 50
// A budget takes some 300 bytes.
const MOST_BUDGETS = 50_000
/** How long a process goes by itself while nothing is given out. */
const ALONE_FOR_MS = 1_000

interface Share {
  /** Requests this process may still admit. */
  left: number
  /** Given out in this window to all processes, as far as known. */
  given: number
  endsAtMs: number
  asking: Promise<void> | undefined
}

/** The shared budgets of a process. */
export function permits(giveOut: GiveOut): Permits {
  const shares = new LRUCache<string, Share>({ max: MOST_BUDGETS })

  async function ask(share: Share, budget: Budget, nowMs: number): Promise<void> {
    const { name, requests, windowSeconds } = budget
    const part = Math.ceil(requests / PARTS)
    try {
      const { given, endsInMs } = await giveOut({ budget: name, windowSeconds, requests: part })
      share.left += Math.min(part, Math.max(0, requests - (given - part)))
      share.given = Math.min(given, requests)
      share.endsAtMs = nowMs + endsInMs
    } catch {
      // Whether the database is away is for the request itself to find out.
      share.left += part
      share.endsAtMs = nowMs + ALONE_FOR_MS
    }
  }

  return {
    async take(budget, nowMs) {
      let share = shares.get(budget.name)
      if (share === undefined || nowMs >= share.endsAtMs) {
        share = { left: 0, given: 0, endsAtMs: nowMs + budget.windowSeconds * 1000, asking: undefined }
        shares.set(budget.name, share)
      }
      while (share.left === 0 && share.given < budget.requests) {
        const asked = share
        await (share.asking ??= ask(share, budget, nowMs).finally(() => (asked.asking = undefined)))
      }
      const granted = share.left > 0
      if (granted) share.left -= 1
      return {
        granted,
        remaining: Math.min(budget.requests, budget.requests - share.given + share.left),
        endsInMs: Math.max(share.endsAtMs - nowMs, 0),
      }
    },
  }
}
