// Deletes the oldest entries of every account's feed. What it names stays in history, ledger and events.
import { FEED_KEPT_FOR_MS, forgetFeed, oldestInFeed } from '../store/feed.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 1_000
const A_DAY_MS = 86_400_000

export const forgetEvents: Job = {
  name: 'forget-events',
  repairs: 'entries of the feed of events older than 400 days',

  async nextDue(context) {
    const oldest = await oldestInFeed(context.database.kysely, context.whose())
    // By whole days, so that years of them are not as many due moments as there are entries.
    return oldest && new Date(wholeDays(oldest.getTime() + A_DAY_MS - 1) + FEED_KEPT_FOR_MS)
  },

  run: (context, until) =>
    forgetFeed(
      context.database.kysely,
      context.whose(),
      new Date(wholeDays(until.getTime()) - FEED_KEPT_FOR_MS),
      AT_A_TIME,
    ),
}

const wholeDays = (ms: number) => Math.floor(ms / A_DAY_MS) * A_DAY_MS
