// Prometheus metrics of a process. Labels are closed lists (routes, outcomes), never personal data.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Pool } from 'pg'
import { recoveryPaths } from './model/recovery-path.ts'
import type { RecoveryPath } from './model/recovery-path.ts'

export interface Metrics {
  registry: Registry
  requestSeconds: Histogram<'route' | 'status'>
  refusals: Counter<'route' | 'number'>
  /** Requests missing from the log of their account. */
  droppedRequestNotes: Counter
  jobSeconds: Histogram<'job' | 'outcome'>
  callbackAttempts: Counter<'outcome'>
  /** Counts that a way back to order was taken. */
  recovered(path: RecoveryPath): void
  unbalancedWallets: Gauge
  unmatchedDebits: Gauge
  longHolds: Gauge
  /** Operations at remote providers whose outcome is not known yet. */
  pendingOperations: Gauge
  /** What keeps a provider from serving us that its operator has to see to. */
  providerTroubles: Counter<'provider' | 'why'>
  /** Questions asked of providers over the network, and breakers that opened or closed. */
  providerCalls: Counter<'provider' | 'operation' | 'outcome'>
  breakerChanges: Counter<'provider' | 'operation' | 'to'>
  /** Resources that stand otherwise at their provider than here. */
  providerDifferences: Gauge<'provider'>
  /** Tasks of the operators' queue. */
  openTasks: Gauge
  overdueTasks: Gauge
  /** What is to be judged in it. */
  openReviews: Gauge
  overdueReviews: Gauge
}

/** Creates the metrics of a process; `pool` is observed. */
export function processMetrics(pool: Pool): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  new Gauge({
    name: 'ceralacca_database_connections',
    help: 'connections to PostgreSQL, by activity',
    labelNames: ['doing'],
    registers,
    collect() {
      this.set({ doing: 'working' }, pool.totalCount - pool.idleCount)
      this.set({ doing: 'idle' }, pool.idleCount)
      this.set({ doing: 'waited for' }, pool.waitingCount)
    },
  })
  const recoveries = new Counter({
    name: 'ceralacca_recoveries_total',
    help: 'times that a fault was made good, by the way it was; what was never needed is 0',
    labelNames: ['path'],
    registers,
  })
  for (const path of recoveryPaths) recoveries.inc({ path }, 0)
  return {
    registry,
    recovered: (path) => recoveries.inc({ path }),
    requestSeconds: new Histogram({
      name: 'ceralacca_request_seconds',
      help: 'time to answer a request',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    refusals: new Counter({
      name: 'ceralacca_refusals_total',
      help: 'refusals, by number',
      labelNames: ['route', 'number'],
      registers,
    }),
    droppedRequestNotes: new Counter({
      name: 'ceralacca_request_notes_dropped_total',
      help: 'requests that could not be kept in the log of their account',
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'ceralacca_job_seconds',
      help: 'run time of a job',
      labelNames: ['job', 'outcome'],
      buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300],
      registers,
    }),
    unbalancedWallets: new Gauge({
      name: 'ceralacca_unbalanced_wallets',
      help: 'wallets whose balance is not the sum of their entries; anything but 0 is an alarm',
      registers,
    }),
    pendingOperations: new Gauge({
      name: 'ceralacca_open_orders',
      help: 'operations at remote providers whose outcome is not known yet, as of the last run of finish-operations',
      registers,
    }),
    providerTroubles: new Counter({
      name: 'ceralacca_provider_troubles_total',
      help: 'calls a provider did not serve: no credit there, credentials refused, not connected; an alarm for its operator',
      labelNames: ['provider', 'why'],
      registers,
    }),
    providerCalls: new Counter({
      name: 'ceralacca_provider_calls_total',
      help: 'questions asked of providers over the network; failed: no usable answer, or not served',
      labelNames: ['provider', 'operation', 'outcome'],
      registers,
    }),
    breakerChanges: new Counter({
      name: 'ceralacca_provider_breaker_changes_total',
      help: 'breakers this process opened or closed, by provider and operation; opened ones are an alarm',
      labelNames: ['provider', 'operation', 'to'],
      registers,
    }),
    providerDifferences: new Gauge({
      name: 'ceralacca_provider_differences',
      help: 'resources that stand otherwise at their provider than here, as of the last comparison; anything but 0 is an alarm',
      labelNames: ['provider'],
      registers,
    }),
    openTasks: new Gauge({
      name: 'ceralacca_open_tasks',
      help: "tasks of the operators' queue that nobody has ended, as of the last run of note-overdue",
      registers,
    }),
    overdueTasks: new Gauge({
      name: 'ceralacca_overdue_tasks',
      help: "tasks of the operators' queue past their date; anything but 0 is an alarm",
      registers,
    }),
    openReviews: new Gauge({
      name: 'ceralacca_open_reviews',
      help: "documents, filings and domains in the operators' queue, as of the last run of note-overdue",
      registers,
    }),
    overdueReviews: new Gauge({
      name: 'ceralacca_overdue_reviews',
      help: 'of these, past their date; anything but 0 is an alarm',
      registers,
    }),
    unmatchedDebits: new Gauge({
      name: 'ceralacca_unmatched_debits',
      help: 'subjects with a debit without its effect or an effect without its debit, 100 at most; anything but 0 is an alarm',
      registers,
    }),
    longHolds: new Gauge({
      name: 'ceralacca_long_holds',
      help: 'orders at remote providers that have held credit for over a day, 100 at most; anything but 0 is an alarm',
      registers,
    }),
    callbackAttempts: new Counter({
      name: 'ceralacca_callback_attempts_total',
      help: 'attempts to deliver a callback, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
  }
}
