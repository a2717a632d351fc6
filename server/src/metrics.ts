// Prometheus metrics of a process. Labels are closed lists (routes, outcomes), never personal data.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Pool } from 'pg'

export interface Metrics {
  registry: Registry
  requestSeconds: Histogram<'route' | 'status'>
  refusals: Counter<'route' | 'number'>
  jobSeconds: Histogram<'job' | 'outcome'>
  callbackAttempts: Counter<'outcome'>
  unbalancedWallets: Gauge
  unmatchedDebits: Gauge
  /** Operations at remote providers whose outcome is not known yet. */
  pendingOperations: Gauge
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
  return {
    registry,
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
    unmatchedDebits: new Gauge({
      name: 'ceralacca_unmatched_debits',
      help: 'subjects with a debit without its effect or an effect without its debit, 100 at most; anything but 0 is an alarm',
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
