// How long everything is kept that is not kept for good, and how it goes: one table for all kinds.
import { deleteBulksBefore, oldestEnd } from '../bulk/table.ts'
import { deleteFinishedDeliveries, oldestFinishedDelivery } from '../callbacks/retention.ts'
import type { Context } from '../context.ts'
import { deleteRequestsBefore, deleteSourcesBefore, oldestRequestAt, oldestSourceAt } from '../requests/table.ts'
import type { Settings } from '../settings.ts'
import type { Reader } from '../store/database.ts'
import { forgetFeed, oldestInFeed } from '../store/feed.ts'
import { forgetAnswers, KEYS_KEPT_FOR_MS, oldestKeptAnswer } from '../store/kept-answers.ts'
import type { Population } from '../store/population.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { noteDeleted } from './deletions.ts'
import { discardObjects, eraseRows, lockEnded, oldestEnded, personalKinds } from './erase.ts'
import type { PersonalKind } from './erase.ts'

const A_DAY_MS = 86_400_000

/** A kind of data that is deleted when its time is over. */
export interface RetainedKind {
  kind: string
  /** What it is, and from when its days count. */
  what: string
  /** The setting that says how many days it is kept; a number of days that is not a setting where others rest on it. */
  keeps: KeepSetting | number
  /** From when the oldest is; undefined when there is none. */
  oldest(db: Reader, whose: Population): Promise<Date | undefined>
  /** Deletes some of what is from that moment or before, and returns how many. */
  forget(context: Context, before: Date): Promise<number>
}

export type KeepSetting = Extract<keyof Settings, `KEEP_${string}_DAYS`>

const rows = (
  remove: (db: Reader, whose: Population, before: Date, most: number) => Promise<number>,
  most: number,
): RetainedKind['forget'] => {
  return (context, before) => remove(context.database.kysely, context.whose(), before, most)
}

const ended = (of: PersonalKind, state: string): Pick<RetainedKind, 'oldest' | 'forget'> => ({
  oldest: (db, whose) => oldestEnded(db, of, state, whose),
  async forget(context, before) {
    const ids = await unitOfWork(context, async (unit) => {
      const found = await lockEnded(unit.db, of, { state, whose: context.whose(), before, most: 50 })
      if (found.length > 0) await eraseRows(unit.db, of, found, unit.now)
      return found
    })
    await discardObjects(context, of, ids)
    return ids.length
  },
})

/** Every kind, in the order in which they go. */
export const retainedKinds: readonly RetainedKind[] = [
  {
    kind: 'answers',
    what: 'answers kept for their Idempotency-Key, from when they were given',
    keeps: KEYS_KEPT_FOR_MS / A_DAY_MS,
    oldest: oldestKeptAnswer,
    forget: rows(forgetAnswers, 1_000),
  },
  {
    kind: 'files-of-calls',
    what: 'files of calls and what became of their rows, from when the last one ended',
    keeps: 30,
    oldest: oldestEnd,
    forget: rows(deleteBulksBefore, 5),
  },
  {
    kind: 'requests',
    what: 'the log of requests, from each request; their counts by day stay',
    keeps: 'KEEP_REQUESTS_DAYS',
    oldest: oldestRequestAt,
    forget: rows(deleteRequestsBefore, 5_000),
  },
  {
    kind: 'source-addresses',
    what: 'counts of requests by source address, from their day',
    keeps: 'KEEP_SOURCES_DAYS',
    oldest: oldestSourceAt,
    forget: rows(deleteSourcesBefore, 5_000),
  },
  {
    kind: 'events',
    what: 'entries of the feed of events, from when they were written',
    keeps: 'KEEP_EVENTS_DAYS',
    oldest: oldestInFeed,
    forget: rows(forgetFeed, 1_000),
  },
  {
    kind: 'deliveries',
    what: 'callbacks with their bodies and attempts, from when they were delivered or given up',
    keeps: 'KEEP_DELIVERIES_DAYS',
    oldest: oldestFinishedDelivery,
    forget: rows(deleteFinishedDeliveries, 1_000),
  },
  {
    kind: 'cancelled-registrations',
    what: 'what registrations that came to nothing say of people, with their documents, from their cancellation',
    keeps: 'KEEP_CANCELLED_DAYS',
    ...ended(personalKinds.mailbox, 'registrazione_annullata'),
  },
  {
    kind: 'closed-mailboxes',
    what: 'what closed mailboxes say of people, with their documents, from their closing',
    keeps: 'KEEP_ENDED_DAYS',
    ...ended(personalKinds.mailbox, 'chiusa'),
  },
  {
    kind: 'registry-requests',
    what: 'what communications to the Business Register say of people, with their documents, from when they were made',
    keeps: 'KEEP_ENDED_DAYS',
    ...ended(personalKinds['registry-request'], 'comunicazione_evasa'),
  },
]

const keptForMs = ({ keeps }: RetainedKind, settings: Settings): number =>
  (typeof keeps === 'number' ? keeps : settings[keeps]) * A_DAY_MS

/** When the next of a kind is to go: by whole days, so that years of them are not as many due moments as there are rows. */
export async function nextToForget(context: Context, kind: RetainedKind): Promise<Date | undefined> {
  const oldest = await kind.oldest(context.database.kysely, context.whose())
  return oldest && new Date(wholeDays(oldest.getTime() + A_DAY_MS - 1) + keptForMs(kind, context.settings))
}

/** Deletes some of a kind that is due by `until`, notes how many, and returns that. */
export async function forgetSome(context: Context, kind: RetainedKind, until: Date): Promise<number> {
  const deleted = await kind.forget(context, new Date(wholeDays(until.getTime()) - keptForMs(kind, context.settings)))
  await noteDeleted(context.database.kysely, kind.kind, deleted, until)
  return deleted
}

const wholeDays = (ms: number) => Math.floor(ms / A_DAY_MS) * A_DAY_MS
