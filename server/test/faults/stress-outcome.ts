// What a stress run is made with, and what comes of it.
import type pg from 'pg'
import type { FakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { ServingProcess } from '../../src/testing/serving-process.ts'

/** Who calls, and what they have. */
export interface Player {
  token: string
  accountId: string
  callbackUrl: string
  /** Whether the account is emptied now and then. */
  resets: boolean
  mailboxes: string[]
  domains: { id: string; dominio: string }[]
  requests: string[]
}

/** What a run is made with. */
export interface Stress {
  seed: number
  seconds: number
  process: ServingProcess
  provider: FakeConnector
  /** A connection as superuser, which ends others' connections. */
  superuser: pg.Pool
  players: readonly Player[]
  operatorToken: string
}

/** What happened; everything but `wrong` and `deaths` is as it may be. */
export interface StressOutcome {
  calls: number
  /** How often each number was answered; 0 for a success. */
  answers: Map<number, number>
  cut: number
  kills: number
  /** How often PostgreSQL was ended, to be started again by its supervisor. */
  restarts: number
  /** How long it took at most until a server was ready again, starts after kills included. */
  backAfterMs: number
  /** Transactions that PostgreSQL ended because they waited for each other. */
  deadlocks: number
  /** Answers that may never be. */
  wrong: string[]
  /** Processes that ended although nobody ended them. */
  deaths: string[]
  acknowledged: { accountId: string; id: string }[]
}
