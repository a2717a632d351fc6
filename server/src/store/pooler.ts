// A pooler between us and PostgreSQL, such as PgBouncer: in session mode nobody notices; in transaction mode the next
// transaction may be on another session, and what belongs to a session needs an address of its own
// (docs/decisions/0046-poolers-and-failover.md).
import type pg from 'pg'
import { openLongClient } from './database.ts'
import type { Database } from './database.ts'
import { DatabaseRefusedError } from './installation.ts'

// What was just given back is usually given out next, so one look nearly always tells.
const LOOKS = 5
const ANOTHER_HOLDS_IT_MS = 2_000

/**
 * Throws DatabaseRefusedError when a pooler in transaction mode stands before the database and no direct address is given,
 * or one that leads elsewhere. Returns what the operator should know of, though we run.
 */
export async function judgePooler(database: Database, isDirectGiven: boolean): Promise<string | undefined> {
  if (!isDirectGiven) {
    await refuseUntoldPooler(database)
    return undefined
  }
  await refuseAnotherDatabase(database)
  if (await hasLimits(database)) return undefined
  return 'DATABASE_URL: the role has no statement_timeout, and a pooler lets us set none (docs/postgresql.md)'
}

async function refuseUntoldPooler({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const client = await pool.connect()
  try {
    // A pooler makes up the number of its own.
    const said: unknown = Reflect.get(client, 'processID')
    if (typeof said !== 'number' || said === (await sessionOf(client))) return
    for (let look = 0; look < LOOKS; look += 1) if (await changesSession(client, pool)) throw untold()
  } finally {
    client.release()
  }
}

async function refuseAnotherDatabase(database: Database): Promise<void> {
  const which = `
    select oid::text || ' ' || pg_postmaster_start_time() as place from pg_database where datname = current_database()`
  const here = await database.pool.query(which)
  const direct = await openLongClient(database)
  const there = await direct.query(which).finally(() => direct.end())
  if (here.rows[0]?.place !== there.rows[0]?.place)
    throw new DatabaseRefusedError('DATABASE_DIRECT_URL: leads to another database than DATABASE_URL')
}

/** Whether a statement that takes too long is ended by the database. */
async function hasLimits({ pool }: Pick<Database, 'pool'>): Promise<boolean> {
  const { rows } = await pool.query<{ limit: string }>("select current_setting('statement_timeout') as limit")
  return rows[0]?.limit !== '0'
}

const untold = () =>
  new DatabaseRefusedError(
    'DATABASE_URL: leads to a pooler in transaction mode; set DATABASE_DIRECT_URL to PostgreSQL itself, or use session mode',
  )

/** While another transaction is open, a client in transaction mode is given another session, or none. */
async function changesSession(client: pg.PoolClient, pool: pg.Pool): Promise<boolean> {
  const before = await sessionOf(client)
  const other = await pool.connect()
  try {
    await other.query('begin')
    await sessionOf(other)
    return (await Promise.race([sessionOf(client), noneInTime()])) !== before
  } finally {
    await other.query('rollback').catch(() => undefined)
    other.release()
  }
}

async function sessionOf(client: pg.PoolClient): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid
}

const noneInTime = () =>
  new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ANOTHER_HOLDS_IT_MS).unref())
