// How each provider is doing, for an operator: each is asked for a few seconds at most, paused or not, and how it answered
// lately is counted.
import { setTimeout } from 'node:timers/promises'
import type { Context } from '../context.ts'
import type { Provider, ProviderHealth, ProviderKind } from '../providers/port/capabilities.ts'
import { countDifferences } from '../store/provider-differences.ts'
import { countProgress, readOperations, readPauses } from '../store/provider-gates.ts'
import type { OperationReport, Pause } from '../store/provider-gates.ts'
import { countPendingByProvider } from './table.ts'

export interface ProviderReport {
  name: string
  kind: ProviderKind
  label: string
  /** Undefined for one that answers in process: there is nothing to reach. */
  health: ProviderHealth | undefined
  /** Operations there whose outcome is not known yet, and since when the oldest is. */
  pendingOperations: number
  oldestPendingAt: Date | undefined
  pause: Pause | undefined
  /** Questions about progress: how many a minute, and how many in the last; undefined without a budget. */
  budget: { callsPerMinute: number; used: number } | undefined
  /** What was asked in the last minutes, or has a breaker. */
  operations: readonly OperationReport[]
  /** Resources that stand otherwise there than here. */
  differences: number
}

/** Over how many minutes calls are counted for the report. */
export const COUNTED_MINUTES = 10
const A_MINUTE_MS = 60_000

const ANSWERS_WITHIN_MS = 10_000

/** The report of every provider, in the order of PROVIDERS_FILE. */
export async function reportProviders(context: Context): Promise<ProviderReport[]> {
  const { kysely } = context.database
  // Another process's last seconds are missing.
  await context.gates.flush()
  const now = context.clock.now().getTime()
  const [pending, pauses, lately, lastMinute, differing] = await Promise.all([
    countPendingByProvider(kysely),
    readPauses(kysely),
    readOperations(kysely, new Date(now - COUNTED_MINUTES * A_MINUTE_MS)),
    countProgress(kysely, new Date(now - A_MINUTE_MS)),
    countDifferences(kysely),
  ])
  return Promise.all(
    context.providers.all.map(async (provider) => {
      const { name, kind, label } = provider.manifest
      const { callsPerMinute } = provider
      return {
        name,
        kind,
        label,
        health: await knownHealth(context, provider),
        pendingOperations: pending.get(name)?.pending ?? 0,
        oldestPendingAt: pending.get(name)?.oldest,
        pause: pauses.find((one) => one.provider === name),
        budget: callsPerMinute === undefined ? undefined : { callsPerMinute, used: lastMinute.get(name) ?? 0 },
        operations: lately.filter((one) => one.provider === name),
        differences: differing.get(name) ?? 0,
      }
    }),
  )
}

function knownHealth({ log }: Context, provider: Provider): Promise<ProviderHealth | undefined> {
  return healthOf(provider).catch((error: unknown) => {
    log.error({ err: error, provider: provider.manifest.name }, 'provider adapter threw')
    return unreachable
  })
}

const unreachable: ProviderHealth = { reachable: false, credentials: 'unknown' }

async function healthOf({ health }: Provider): Promise<ProviderHealth | undefined> {
  if (health === undefined) return undefined
  const answered = new AbortController()
  const late = setTimeout(ANSWERS_WITHIN_MS, unreachable, { signal: answered.signal, ref: false })
  late.catch(() => undefined)
  try {
    return await Promise.race([health(), late])
  } finally {
    answered.abort()
  }
}
