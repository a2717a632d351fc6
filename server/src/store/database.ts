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
const STATEMENT_WITHIN_MS = 60_000
const ANSWERS_WITHIN_MS = STATEMENT_WITHIN_MS + 5_000

/**
 * Opens a pool. Amounts and counts stay far below 2^53, so bigint columns are read as numbers.
 * A query that gets no answer within `answersWithinMs` (65 s unless given) rejects. `onProblem` hears of connections that
 * broke while idle.
 */
export function openDatabase(
  connection: Connection,
  options: { poolSize?: number; answersWithinMs?: number; onProblem?: (error: Error) => void } = {},
): Database {
  const clock: ClockListener = {}
  const pool = new pg.Pool({
    ...connection,
    Client: preparingClient(clock),
    max: options.poolSize ?? 10,
    application_name: 'ceralacca',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: STATEMENT_WITHIN_MS,
    // A database that is there and does not even end what takes too long.
    query_timeout: options.answersWithinMs ?? ANSWERS_WITHIN_MS,
    idle_in_transaction_session_timeout: 60_000,
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => parserOf(oid, format) },
  })
  pool.on('error', (error) => options.onProblem?.(error))
  // A connection lost within a transaction fails its next statement; unheard, its error would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { kysely, pool, clock }
}

/** A connection of its own for what takes as long as it takes, such as a backup. The caller ends it. */
export async function openLongClient({ pool }: Database): Promise<pg.Client> {
  const { connectionString, host, port, user, database, ssl, options } = pool.options
  const place =
    connectionString === undefined ? { host, port, user, database, ssl, options } : { connectionString, options }
  const client = new pg.Client({ ...place, application_name: 'ceralacca' })
  // A connection that breaks fails its next statement; unheard, its error would end the process.
  client.on('error', () => undefined)
  await client.connect()
  await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0')
  return client
}

function parserOf(oid: number, format: 'text' | 'binary' | undefined) {
  if (oid === INT8) return Number
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid)
}
