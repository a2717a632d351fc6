// What a stress run is made with, and what comes of it.
import type pg from 'pg'
import type { FakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { Endpoint } from '../../src/testing/postgres.ts'
import type { ServingProcess } from '../../src/testing/serving-process.ts'
import type { StressReceiver } from './stress-receiver.ts'

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
  /** How long a process is stopped that goes on afterwards. */
  frozenMs: number
  process: ServingProcess & { superuser: Endpoint }
  provider: FakeConnector
  receiver: StressReceiver
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
  /** How often each fault was made, and after how long at most all servers were ready again, starts included. */
  faults: Map<string, { rounds: number; longestMs: number }>
  /** Deaths of processes with callbacks in hand, how long it took others to take them over, and how many were left. */
  takeOvers: { rounds: number; longestMs: number; left: number }
  /** How often each way back to order was taken, as far as processes lived to tell. */
  recoveries: Map<string, number>
  /** Transactions that PostgreSQL ended because they waited for each other. */
  deadlocks: number
  /** Answers that may never be. */
  wrong: string[]
  /** Processes that ended although nobody ended them. */
  deaths: string[]
  acknowledged: { accountId: string; id: string }[]
  /** How often the renewal of a resource was answered as made. */
  renewed: Map<string, number>
}

/** Of a run that has not begun. */
export const noOutcome = (): StressOutcome => ({
  calls: 0,
  answers: new Map(),
  cut: 0,
  kills: 0,
  restarts: 0,
  faults: new Map(),
  takeOvers: { rounds: 0, longestMs: 0, left: 0 },
  recoveries: new Map(),
  deadlocks: 0,
  wrong: [],
  deaths: [],
  acknowledged: [],
  renewed: new Map(),
})
