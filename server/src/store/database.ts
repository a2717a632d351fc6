// One pool, one dialect, one driver: how this process talks to PostgreSQL, embedded or not.
import { EventEmitter } from 'node:events'
import { Kysely, PostgresDialect } from 'kysely'
import type { Transaction } from 'kysely'
import pg from 'pg'
import type { RecoveryPath } from '../model/recovery-path.ts'
import { preparingClient } from './preparing-client.ts'
import type { ClockListener } from './preparing-client.ts'
import { isReadOnly } from './outage.ts'
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
  /** For what needs a connection of its own: no pooler may stand between. */
  direct: Connection
  /** Whoever hears it is told the database's time as transactions begin, at no further round trip. */
  clock: ClockListener
}

const INT8 = 20
const STATEMENT_WITHIN_MS = 60_000
const ANSWERS_WITHIN_MS = STATEMENT_WITHIN_MS + 5_000
const POOL_SIZE = 10
const limits = { statement_timeout: STATEMENT_WITHIN_MS, idle_in_transaction_session_timeout: 60_000 }

export interface DatabaseOptions {
  /** Connections at most; 10 unless given. */
  poolSize?: number
  /** A query that gets no answer within this rejects; 65 s unless given. */
  answersWithinMs?: number
  /** Where the database is without a pooler in transaction mode, if one stands between. */
  direct?: Connection | undefined
  /** Hears of connections that broke while idle. */
  onProblem?(error: Error): void
  onRecovery?(path: RecoveryPath): void
}

/** Opens a pool. Amounts and counts stay far below 2^53, so bigint columns are read as numbers. */
export function openDatabase(connection: Connection, options: DatabaseOptions = {}): Database {
  const clock: ClockListener = {}
  const isPooled = options.direct !== undefined
  const pool = new pg.Pool({
    ...connection,
    Client: preparingClient(clock, isPooled ? 'unprepared' : 'prepared'),
    max: options.poolSize ?? POOL_SIZE,
    application_name: 'ceralacca',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    // A database that is there and does not even end what takes too long.
    query_timeout: options.answersWithinMs ?? ANSWERS_WITHIN_MS,
    // Of a session, which a pooler in transaction mode has none of: there the role has them (docs/postgresql.md).
    ...(isPooled ? {} : limits),
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => parserOf(oid, format) },
  })
  pool.on('error', (error) => options.onProblem?.(error))
  pool.on('connect', (client) => {
    // A connection lost within a transaction fails its next statement; unheard, its error would end the process.
    client.on('error', () => undefined)
    client.on('end', () => {
      if (isInTransaction(client)) options.onRecovery?.('connection lost in transaction')
    })
  })
  dropReadOnly(pool, () => options.onRecovery?.('read-only connection dropped'))
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { kysely, pool, direct: options.direct ?? connection, clock }
}

const isInTransaction = (client: pg.PoolClient) => 'TE'.includes(client.getTransactionStatus() ?? 'none')

/** After a failover a connection may still lead to who is a standby by now: the next one is made anew. */
function dropReadOnly(pool: pg.Pool, onDropped: () => void): void {
  const dropped = new WeakSet<pg.PoolClient>()
  pool.on('connect', (client) => {
    const wire: unknown = Reflect.get(client, 'connection')
    if (wire instanceof EventEmitter)
      wire.on('errorMessage', (message: unknown) => {
        if (isReadOnly(message)) dropped.add(client)
      })
  })
  pool.on('release', (_error, client) => {
    if (!dropped.delete(client)) return
    onDropped()
    // The pool lets go of what is ending.
    void client.end()
  })
}

/** A connection of its own for what takes as long as it takes, such as a backup. The caller ends it. */
export async function openLongClient({ direct }: Database): Promise<pg.Client> {
  const client = new pg.Client({ ...direct, application_name: 'ceralacca' })
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
