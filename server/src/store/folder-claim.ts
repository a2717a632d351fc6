// Which of several servers on one data folder was there first: a lock in the database, held as long as it lives.
import pg from 'pg'
import type { Connection } from './database.ts'

const CLAIM = 7_203_993

export interface FolderClaim {
  /** False when another server holds the folder. */
  granted: boolean
  release(): Promise<void>
}

/** Claims a data folder until `release`, or until the connection is lost. */
export async function claimFolder(connection: Connection, folder: string): Promise<FolderClaim> {
  const client = new pg.Client({ ...connection, application_name: 'ceralacca-folder', connectionTimeoutMillis: 10_000 })
  // The lock is lost with its connection; only servers started later would notice.
  client.on('error', () => undefined)
  const release = () => client.end().catch(() => undefined)
  try {
    await client.connect()
    const claim = 'select pg_try_advisory_lock($1, hashtext($2)) as granted'
    const { rows } = await client.query<{ granted: boolean }>(claim, [CLAIM, folder])
    const granted = rows[0]?.granted === true
    if (!granted) await release()
    return { granted, release }
  } catch (error) {
    await release()
    throw error
  }
}
