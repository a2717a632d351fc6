// Prometheus metrics of a process. Labels are closed lists (routes, outcomes), never personal data.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { recoveryPaths } from './model/recovery-path.ts'
import type { RecoveryPath } from './model/recovery-path.ts'

export interface Metrics {
  registry: Registry
  requestSeconds: Histogram<'route' | 'status'>
  refusals: Counter<'route' | 'number'>
  /** Requests missing from the log of their account. */
  droppedRequestNotes: Counter
  /** Not `job`, which a scrape sets to its own. */
  jobSeconds: Histogram<'job_name' | 'outcome'>
  callbackAttempts: Counter<'outcome'>
  /** Counts that a way back to order was taken. */
  recovered(path: RecoveryPath): void
  /** Callbacks whose last attempt failed. */
  callbacksGivenUp: Counter
  /** Files that workers gave up, by what they cost too much of. */
  workerLimits: Counter<'worker' | 'limit'>
  /** What keeps a provider from serving us that its operator has to see to. */
  providerTroubles: Counter<'provider' | 'why'>
  /** Questions asked of providers over the network, and breakers that opened or closed. */
  providerCalls: Counter<'provider' | 'operation' | 'outcome'>
  breakerChanges: Counter<'provider' | 'operation' | 'to'>
}

/** What is observed of the pool of connections. */
export interface ObservedPool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { readonly max: number }
}

/** Creates the metrics of a process; `pool` is observed. */
export function processMetrics(pool: ObservedPool): Metrics {
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
  new Gauge({
    name: 'ceralacca_database_connections_most',
    help: 'connections to PostgreSQL this process may have at once',
    registers,
    collect() {
      this.set(pool.options.max)
    },
  })
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
      labelNames: ['job_name', 'outcome'],
      buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300],
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
    callbackAttempts: new Counter({
      name: 'ceralacca_callback_attempts_total',
      help: 'attempts to deliver a callback, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    callbacksGivenUp: new Counter({
      name: 'ceralacca_callbacks_given_up_total',
      help: 'callbacks whose last attempt failed; their customer can have them sent again',
      registers,
    }),
    workerLimits: new Counter({
      name: 'ceralacca_worker_limits_total',
      help: 'files that a worker gave up, as they cost more time or memory than they may',
      labelNames: ['worker', 'limit'],
      registers,
    }),
  }
}
