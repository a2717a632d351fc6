// One pool, one dialect, one driver: how this process talks to PostgreSQL, embedded or not.
import { Kysely, PostgresDialect } from 'kysely'
import type { Transaction } from 'kysely'
import pg from 'pg'
import { preparingClient } from './preparing-client.ts'
import type { ClockListener } from './preparing-client.ts'
import type { Schema } from './schema.ts'

/** Where PostgreSQL is: an address, or the embedded server's socket. */
export type Connection =
  | { connectionString: string }
  | { host: string; port: number; user: string; database: string; ssl?: false; options?: string }

export type Reader = Kysely<Schema>
export type Writer = Transaction<Schema>

export interface Database {
  kysely: Kysely<Schema>
  pool: pg.Pool
  /** Whoever hears it is told the database's time as transactions begin, at no further round trip. */
  clock: ClockListener
}

const INT8 = 20

/**
 * Opens a pool. Amounts and counts stay far below 2^53, so bigint columns are read as numbers.
 * `onProblem` hears of connections that broke while idle.
 */
export function openDatabase(
  connection: Connection,
  options: { poolSize?: number; onProblem?: (error: Error) => void } = {},
): Database {
  const clock: ClockListener = {}
  const pool = new pg.Pool({
    ...connection,
    Client: preparingClient(clock),
    max: options.poolSize ?? 10,
    application_name: 'ceralacca',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => parserOf(oid, format) },
  })
  pool.on('error', (error) => options.onProblem?.(error))
  // A connection lost within a transaction fails its next statement; unheard, its error would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { kysely, pool, clock }
}

function parserOf(oid: number, format: 'text' | 'binary' | undefined) {
  if (oid === INT8) return Number
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid)
}
