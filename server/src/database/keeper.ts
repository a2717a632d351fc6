import { Socket } from 'node:net'
import pg from 'pg'

/** Where PostgreSQL listens and which role to connect as. There is no password: the socket folder is private. */
export interface Endpoint {
  host: string
  port: number
  user: string
  database: string
  ssl?: false
  options?: string
}

/** Keeps PGSSLMODE and PGOPTIONS, meant for somebody else's PostgreSQL, away; only blank options count as given. */
export const noLibpqVariables = { ssl: false, options: ' ' } as const

/** A connection each process holds while it uses the embedded PostgreSQL, so that others can see it is in use. */
export interface Keeper {
  /** Resolves when the connection ends, whether intended or not. */
  ended: Promise<void>
  /** Releases this process's presence and returns whether no other process is present; newcomers then wait. */
  leave(): Promise<boolean>
  close(): Promise<void>
}

/** Name of both the role and the database of the server. */
export const ownName = 'ceralacca'
const presenceLock = 7_203_991
const setupLock = 7_203_992

/**
 * Connects as superuser, registers this process's presence, and creates the role and database if they are missing. The
 * connection does not keep the process alive.
 *
 * @throws whatever `pg` throws when PostgreSQL is absent, starting or stopping
 */
export async function connectKeeper(superuser: Endpoint): Promise<Keeper> {
  const socket = new Socket()
  const settings = { application_name: 'ceralacca-keeper', connectionTimeoutMillis: 10_000 }
  const client = new pg.Client({ ...superuser, ...settings, stream: () => socket })
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()))
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1)', [presenceLock])
    await ensureOwnDatabase(client)
  } catch (error) {
    socket.destroy()
    throw error
  }
  socket.unref()
  return { ended, leave: () => leave(client, socket), close: () => close(client, socket) }
}

async function ensureOwnDatabase(client: pg.Client): Promise<void> {
  if (await hasOwnDatabase(client)) return
  await client.query('select pg_advisory_lock($1)', [setupLock])
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [ownName])
  if (rowCount === 0) await client.query(`create role ${ownName} nosuperuser login`)
  if (!(await hasOwnDatabase(client)))
    await client.query(`create database ${ownName} owner ${ownName} template template0`)
  await client.query('select pg_advisory_unlock($1)', [setupLock])
}

async function hasOwnDatabase(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [ownName])
  return rowCount === 1
}

async function leave(client: pg.Client, socket: Socket): Promise<boolean> {
  socket.ref()
  await client.query('select pg_advisory_unlock_shared($1)', [presenceLock])
  const answer = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [presenceLock])
  return answer.rows[0]?.last === true
}

async function close(client: pg.Client, socket: Socket): Promise<void> {
  socket.ref()
  await client.end().catch(() => undefined)
}
