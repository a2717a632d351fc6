// What every process says of the installation at a scrape. Values are read from the database, so that all processes say the
// same; while it is away they say nothing but that it is.
import { Gauge } from 'prom-client'
import type { Context } from '../context.ts'
import { schedule } from '../jobs/schedule.ts'
import { monotonicMs } from '../model/clock.ts'
import { productVersion } from '../settings.ts'
import { MOST_COUNTED, standingOf, freeBytes } from './standing.ts'
import type { Standing } from './standing.ts'

interface Sample {
  labels?: Readonly<Record<string, string>>
  value: number
}

/** A gauge of the installation. */
export interface StandingGauge {
  name: string
  help: string
  labels: readonly string[]
  samples(standing: Standing): readonly Sample[]
}

const bounded = `${MOST_COUNTED} at most are counted`

export const standingGauges: readonly StandingGauge[] = [
  {
    name: 'ceralacca_waiting',
    help: `what waits, by kind and provider; ${bounded}`,
    labels: ['kind', 'provider'],
    samples: ({ waiting }) =>
      waiting.map(({ kind, provider, waiting: value }) => ({ labels: { kind, provider }, value })),
  },
  {
    name: 'ceralacca_waiting_oldest_seconds',
    help: 'how long the oldest of what waits has waited, by kind and provider',
    labels: ['kind', 'provider'],
    samples: ({ waiting, now }) =>
      waiting.map(({ kind, provider, oldest }) => ({ labels: { kind, provider }, value: secondsSince(oldest, now) })),
  },
  {
    name: 'ceralacca_overdue',
    help: `what waits for an operator past its date, by kind and provider; ${bounded}; anything but 0 is an alarm`,
    labels: ['kind', 'provider'],
    samples: ({ waiting }) =>
      waiting.flatMap(({ kind, provider, overdue }) =>
        overdue === undefined ? [] : [{ labels: { kind, provider }, value: overdue }],
      ),
  },
  {
    name: 'ceralacca_job_late_seconds',
    help: 'how long the oldest work of a job has been due; what is due to a provider that may not be asked does not count',
    labels: ['job_name'],
    samples: ({ lateMs }) => [...lateMs].map(([job, ms]) => ({ labels: { job_name: job }, value: ms / 1_000 })),
  },
  {
    name: 'ceralacca_job_began_seconds_ago',
    help: 'how long ago a job that recurs last began, in whichever process',
    labels: ['job_name'],
    samples: ({ recurring }) =>
      recurring.map(({ job, beganSecondsAgo: value }) => ({ labels: { job_name: job }, value })),
  },
  {
    name: 'ceralacca_job_every_seconds',
    help: 'how often a job that recurs should begin',
    labels: ['job_name'],
    samples: () =>
      schedule.flatMap(({ name: job, everyMs }) =>
        everyMs === undefined ? [] : [{ labels: { job_name: job }, value: everyMs / 1_000 }],
      ),
  },
  {
    name: 'ceralacca_ledger_checked_seconds_ago',
    help: 'how long ago the books were last checked whole',
    labels: [],
    samples: ({ recurring }) =>
      checkOf(recurring).flatMap(({ foundSecondsAgo: ago }) => (ago === null ? [] : [{ value: ago }])),
  },
  {
    name: 'ceralacca_unbalanced_wallets',
    help: 'wallets whose balance is not the sum of their entries; anything but 0 is an alarm',
    labels: [],
    samples: ({ recurring }) => foundIn(recurring, 'unbalancedWallets'),
  },
  {
    name: 'ceralacca_unmatched_debits',
    help: 'subjects with a debit without its effect or an effect without its debit, 100 at most; anything but 0 is an alarm',
    labels: [],
    samples: ({ recurring }) => foundIn(recurring, 'unmatchedDebits'),
  },
  {
    name: 'ceralacca_long_holds',
    help: 'orders at remote providers that have held credit for over a day, 100 at most; anything but 0 is an alarm',
    labels: [],
    samples: ({ recurring }) => foundIn(recurring, 'longHolds'),
  },
  {
    name: 'ceralacca_provider_breaker_open',
    help: 'breakers that are open: this operation is not asked of this provider',
    labels: ['provider', 'operation'],
    samples: ({ breakers }) =>
      breakers.map(({ provider, operation }) => ({ labels: { provider, operation }, value: 1 })),
  },
  {
    name: 'ceralacca_provider_paused',
    help: 'providers that an operator has paused',
    labels: ['provider'],
    samples: ({ paused }) => paused.map((provider) => ({ labels: { provider }, value: 1 })),
  },
  {
    name: 'ceralacca_provider_differences',
    help: 'resources that stand otherwise at their provider than here; anything but 0 is an alarm',
    labels: ['provider'],
    samples: ({ differences }) => [...differences].map(([provider, value]) => ({ labels: { provider }, value })),
  },
  {
    name: 'ceralacca_index_age_seconds',
    help: 'age of the imported index of certified domains; absent without one',
    labels: [],
    samples: ({ indexAsOf, now }) => (indexAsOf === undefined ? [] : [{ value: secondsSince(indexAsOf, now) }]),
  },
]

/** Gauges of a process that are no counts: what it is and what it runs on. */
export const processGauges = {
  info: { name: 'ceralacca_info', help: 'always 1; what this process is', labels: ['version', 'mode', 'roles'] },
  databaseUp: {
    name: 'ceralacca_database_up',
    help: 'whether the database answers this process; while it does not, what is said of the installation is missing',
    labels: [],
  },
  freeBytes: { name: 'ceralacca_data_folder_free_bytes', help: 'free bytes on the disk of DATA_DIR', labels: [] },
  workers: {
    name: 'ceralacca_worker_files',
    help: 'files in worker threads (uploads, signatures, pages): read just now, or waiting for their turn',
    labels: ['worker', 'doing'],
  },
} as const

const secondsSince = (then: Date | null, now: Date) =>
  then === null ? 0 : Math.max(0, (now.getTime() - then.getTime()) / 1_000)

const checkOf = (recurring: Standing['recurring']) => recurring.filter(({ job }) => job === 'check-ledger')

/** Nothing before the first check. */
function foundIn(recurring: Standing['recurring'], name: string): Sample[] {
  return checkOf(recurring).flatMap(({ found: { [name]: value } }) => (value === undefined ? [] : [{ value }]))
}

/** How long a look serves; tests shorten it. */
export const pace = { servesMs: 5_000 }
const ANSWERS_WITHIN_MS = 3_000

/** Adds what is said of the installation to the metrics of a process. */
export function observeInstallation(context: Context): void {
  const { registry } = context.metrics
  // A second server of the same context would say the same.
  if (registry.getSingleMetric('ceralacca_info') !== undefined) return
  const registers = [registry]
  const look = lookingAt(context)
  for (const { name, help, labels, samples } of standingGauges) {
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers,
      async collect() {
        const standing = await look()
        // Reset, one without labels would say 0.
        if (labels.length === 0) this.remove()
        else this.reset()
        for (const sample of standing === undefined ? [] : samples(standing))
          this.set(sample.labels ?? {}, sample.value)
      },
    })
  }
  observeProcess(context, look)
}

function observeProcess(context: Context, look: () => Promise<Standing | undefined>): void {
  const { settings, uploads, signatures, pageDrawer, metrics } = context
  const registers = [metrics.registry]
  const gauge = (
    { name, help, labels }: (typeof processGauges)[keyof typeof processGauges],
    collect: (gauge: Gauge) => Promise<void> | void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers,
      collect() {
        return collect(this)
      },
    })
  gauge(processGauges.info, (self) =>
    self.set({ version: productVersion, mode: settings.MODE, roles: settings.ROLES.join(',') }, 1),
  )
  gauge(processGauges.databaseUp, async (self) => self.set((await look()) === undefined ? 0 : 1))
  gauge(processGauges.freeBytes, async (self) => self.set(await freeBytes(context).catch(() => Number.NaN)))
  gauge(processGauges.workers, (self) => {
    for (const [worker, { load }] of Object.entries({ uploads, signatures, pages: pageDrawer })) {
      const { running, waiting } = load()
      self.set({ worker, doing: 'reading' }, running)
      self.set({ worker, doing: 'waiting' }, waiting)
    }
  })
}

/** One look serves all who ask within some seconds; undefined where the database does not answer in time. */
function lookingAt(context: Context): () => Promise<Standing | undefined> {
  let looking: Promise<Standing | undefined> | undefined
  let last: { standing: Standing | undefined; atMs: number } | undefined
  let kept: Promise<Standing | undefined> | undefined
  const inTime = async (): Promise<Standing | undefined> => {
    // One that is late goes on, and is not begun a second time.
    looking ??= standingOf(context)
      .catch((error: unknown) => {
        context.outages.report(error, () =>
          context.log.error({ err: error }, 'the installation could not be looked at'),
        )
        return undefined
      })
      .finally(() => (looking = undefined))
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), ANSWERS_WITHIN_MS).unref()
    })
    const standing = await Promise.race([looking, late])
    clearTimeout(timer)
    last = { standing, atMs: monotonicMs() }
    return standing
  }
  return () => {
    if (last !== undefined && monotonicMs() - last.atMs < pace.servesMs) return Promise.resolve(last.standing)
    return (kept ??= inTime().finally(() => (kept = undefined)))
  }
}
