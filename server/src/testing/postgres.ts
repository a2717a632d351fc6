// One PostgreSQL per test run, and one database per test file: a copy of a migrated template.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../database/embedded.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import type { Lane } from './lane/lane.ts'

export interface Endpoint {
  host: string
  port: number
  user: string
  database: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    superuser: Endpoint
    owner: Endpoint
    /** Undefined but in the production lane. */
    lane: Lane | undefined
    /** File that records every refusal seen: `METHOD /path number`. */
    seenRefusals: string
    /** File that records every test file that starts a server. */
    startedServers: string
  }
}

const TEMPLATE = 'template_ceralacca'

/** Vitest's global set-up: starts PostgreSQL and creates the template; stops and removes it at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-tests-'))
  const postgres = await startEmbeddedPostgres({
    dir: join(folder, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 150 },
  })
  await makeTemplate(postgres.superuser, postgres.connection)
  project.provide('superuser', postgres.superuser)
  project.provide('owner', postgres.connection)
  project.provide('lane', undefined)
  project.provide('seenRefusals', join(folder, 'seen-refusals.txt'))
  project.provide('startedServers', join(folder, 'started-servers.txt'))
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Creates a database for one test file and a function that drops it. A copy of `template0` is empty. */
export async function copyTemplate(
  superuser: Endpoint,
  owner: Endpoint,
  template = TEMPLATE,
): Promise<{ connection: Endpoint; drop(): Promise<void> }> {
  const database = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  await asSuperuser(
    superuser,
    `create database ${database} template ${template} owner ${owner.user} strategy file_copy`,
  )
  return {
    connection: { ...owner, database },
    drop: () => asSuperuser(superuser, `drop database ${database} with (force)`),
  }
}

/** Creates the database that every test file gets a copy of. */
export async function makeTemplate(superuser: Endpoint, owner: Endpoint): Promise<void> {
  await asSuperuser(superuser, `create database ${TEMPLATE} owner ${owner.user}`)
  const connection = { ...owner, database: TEMPLATE }
  const database = openDatabase(connection)
  await migrate(database.kysely)
  await database.kysely.destroy()
}

async function asSuperuser(endpoint: Endpoint, statement: string): Promise<void> {
  const client = new pg.Client({ ...endpoint, ssl: false })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
