// How the installation stands, as every process would say: what waits and since when, what checks found, which providers
// are not asked. Each question is bounded, whatever the tables hold.
import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import { countBulksUnderWay } from '../bulk/table.ts'
import { waitingDeliveries } from '../callbacks/deliveries.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import type { Context } from '../context.ts'
import { schedule } from '../jobs/schedule.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { lastImport } from '../pec-index/table.ts'
import { countPendingByProvider } from '../provider-operations/table.ts'
import { ofQueue, waitingItems } from '../queue/items.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import { countDifferences } from '../store/provider-differences.ts'
import { openBreakers, readPauses } from '../store/provider-gates.ts'
import type { Asked } from '../store/provider-gates.ts'
import { recurringRuns } from '../store/recurring-runs.ts'
import type { RecurringRun } from '../store/recurring-runs.ts'
import { dueForCheck } from '../store/resource.ts'
import { countWaitingCredits } from '../store/waiting-credits.ts'
import type { JobName } from '../store/wake-ups.ts'

/** Where counting ends. */
export const MOST_COUNTED = 10_000

/** What waits, by kind, with what for. */
export const waitingKinds = {
  review: 'documents, filings and domains for an operator to judge',
  task: 'tasks for an operator to do at a provider',
  operation: 'operations at a remote provider whose outcome is not known yet',
  status: 'resources due to be asked about at their provider',
  callback: 'callbacks due now',
  'callback-again': 'callbacks that failed and wait for their next attempt',
  bulk: 'files of calls under way',
  credit: 'credit that waits for a second operator',
} as const
export type WaitingKind = keyof typeof waitingKinds

/** How much waits of a kind, at a provider where it has one, and since when the oldest does. */
export interface Waiting {
  kind: WaitingKind
  provider: string
  waiting: number
  oldest: Date | null
  /** How many are past their date, where they have one. */
  overdue?: number
}

export interface Standing {
  now: Date
  waiting: readonly Waiting[]
  /** By how much the oldest work of each job is late. */
  lateMs: ReadonlyMap<JobName, number>
  recurring: readonly RecurringRun[]
  breakers: readonly Asked[]
  paused: readonly string[]
  differences: ReadonlyMap<string, number>
  /** When the imported index of certified domains was made; undefined without one. */
  indexAsOf: Date | undefined
}

/** How the installation stands now. Rejects when the database cannot say. */
export async function standingOf(context: Context): Promise<Standing> {
  const { kysely } = context.database
  // One after the other: what is looked at every few seconds must not take the pool from those who wait for an answer.
  await sql`select 1`.execute(kysely)
  const now = context.accountClocks.everybodys.now()
  return {
    now,
    waiting: await allWaiting(context, now),
    lateMs: await lateness(context, now),
    recurring: await recurringRuns(kysely),
    breakers: await openBreakers(kysely),
    paused: (await readPauses(kysely)).map(({ provider }) => provider),
    differences: await countDifferences(kysely),
    indexAsOf: (await lastImport(kysely))?.as_of,
  }
}

async function allWaiting(context: Context, now: Date): Promise<Waiting[]> {
  const { kysely } = context.database
  const items = await waitingItems(kysely, { ...ofQueue(context), now }, MOST_COUNTED)
  const pending = await countPendingByProvider(kysely)
  const callbacks = await waitingDeliveries(kysely, now, MOST_COUNTED)
  return [
    ...items,
    ...[...pending].map(([provider, { pending: waiting, oldest }]) => ({
      kind: 'operation' as const,
      provider,
      waiting,
      oldest,
    })),
    ...(await statusDue(context, now)),
    { kind: 'callback', provider: '', ...callbacks.due },
    { kind: 'callback-again', provider: '', ...callbacks.again },
    { kind: 'bulk', provider: '', ...(await countBulksUnderWay(kysely, MOST_COUNTED)) },
    { kind: 'credit', provider: '', ...(await countWaitingCredits(kysely, now, MOST_COUNTED)) },
  ]
}

async function statusDue(context: Context, now: Date): Promise<Waiting[]> {
  const providers = context.providers.all.map(({ manifest }) => manifest.name)
  const sums = new Map<string, Waiting>()
  for (const resource of [mailboxes, certifiedDomains, registryRequests]) {
    for (const found of await dueForCheck(context.database.kysely, resource, providers, now, MOST_COUNTED)) {
      const { provider, waiting, oldest } = found
      const sum = sums.get(provider)
      const since = sum?.oldest != null && sum.oldest < oldest ? sum.oldest : oldest
      sums.set(provider, { kind: 'status', provider, waiting: waiting + (sum?.waiting ?? 0), oldest: since })
    }
  }
  return [...sums.values()]
}

async function lateness(context: Context, now: Date): Promise<Map<JobName, number>> {
  const late = new Map<JobName, number>()
  for (const { name, everyMs, nextDue } of schedule) {
    if (everyMs !== undefined) continue
    const due = await nextDue(context)
    late.set(name, Math.max(0, now.getTime() - (due?.getTime() ?? Infinity)))
  }
  return late
}

/** Free bytes on the disk of DATA_DIR. */
export async function freeBytes({ dataFolder }: Context): Promise<number> {
  const { bavail, bsize } = await statfs(dataFolder)
  return bavail * bsize
}
