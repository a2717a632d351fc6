// A database of the version before: migrated by one of those who start on it together. And what a migration may do, so
// that servers of the version before go on meanwhile (docs/decisions/0052-expand-and-contract.md).
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { copyTemplate } from '../src/testing/postgres.ts'
import { fill } from './version-before/fill.ts'

const folderOfMigrations = new URL('../migrations/', import.meta.url)
const KEY_OF_THAT_FOLDER = 'KytyMYGIfgI3kDsnYLM+HSkSZ1u0cZJ7wZyJnxZbnvg='

describe('two servers that start at once on a database of version 0.1.0', () => {
  const closing: (() => Promise<unknown>)[] = []
  let client: pg.Client
  let environment: Record<string, string | undefined>
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ceralacca-upgrades-'))
    closing.push(() => rm(folder, { recursive: true, force: true }))
    const copy = await copyTemplate(inject('superuser'), inject('owner'), 'template0')
    closing.push(() => copy.drop())
    const { host, port, user, database } = copy.connection
    await fill({ connection: { ...copy.connection, ssl: false }, dataFolder: folder }, '127.0.0.1:9')
    client = new pg.Client({ host, port, user, database, ssl: false })
    await client.connect()
    closing.push(() => client.end())
    environment = {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DATABASE_URL: `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
      ENCRYPTION_KEY: KEY_OF_THAT_FOLDER,
      PORT: '0',
    }
  })
  afterAll(async () => {
    for (const close of closing.reverse()) await close()
  })

  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [join(inject('builtServer'), 'main.js')], {
      cwd: environment.DATA_DIR,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    closing.push(async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    })
    return child
  }

  /** Which migrations it says it ran, and what it answers once it is ready. */
  async function readyOf({ stdout }: ChildProcess): Promise<{ migrated: string[]; readiness: number }> {
    if (stdout === null) throw new Error('no output')
    let migrated: string[] = []
    for await (const line of createInterface({ input: stdout })) {
      if (!line.startsWith('{')) continue
      const said: { msg: string; migrated?: string[]; baseUrl?: string } = JSON.parse(line)
      migrated = said.migrated ?? migrated
      if (said.msg !== 'ready') continue
      stdout.resume()
      return { migrated, readiness: (await fetch(`${said.baseUrl}/readyz`)).status }
    }
    throw new Error('the server ended before it was ready')
  }

  it('are both ready, and one of them ran every migration, once', async () => {
    const found = await client.query<{ name: string }>('select name from kysely_migration')
    const before = found.rows.map(({ name }) => name)
    const both = await Promise.all([start(), start()].map(readyOf))
    expect(both.map(({ readiness }) => readiness)).toEqual([200, 200])
    const names = (await readdir(folderOfMigrations)).map((name) => name.replace(/\.sql$/, ''))
    expect(both.map(({ migrated }) => migrated.length).sort((one, other) => one - other)).toEqual([
      0,
      names.length - before.length,
    ])
    const { rows } = await client.query<{ name: string }>('select name from kysely_migration order by name')
    expect(rows.map(({ name }) => name)).toEqual(names.sort())
  })
})

/** The last migration of before the rule: servers of before it do not run on what it leaves. */
const LAST_BEFORE_THE_RULE = '0050'
/** What a statement would take from servers of the version before, by how it reads. */
const takes: readonly (readonly [what: string, reads: RegExp])[] = [
  ['drops', /\bdrop (table|column|view|function|sequence|type|schema)\b/],
  ['drops a default', /\bdrop default\b/],
  ['renames', /\brename\b/],
  ['makes a column obligatory', /\bset not null\b/],
  ['changes a type', /\balter column \S+ (set data )?type\b/],
]

/** What of a migration the version before would stumble over; nothing where a line says why it is a contract step. */
function contractions(text: string): string[] {
  if (/^-- contract: \S/m.test(text)) return []
  const statements = text
    .replace(/--.*$/gm, '')
    .replace(/\$(\w*)\$.*?\$\1\$/gs, '')
    .toLowerCase()
    .split(';')
  const found = statements.flatMap((one) => takes.filter(([, reads]) => reads.test(one)).map(([what]) => what))
  const added = statements
    .filter((one) => /\balter table\b/.test(one))
    .flatMap((one) => one.split(/,(?=\s*(?:add|alter|drop|rename)\b)/))
    .filter((clause) => /\badd column\b/.test(clause) && /\bnot null\b/.test(clause))
  const filled = /\bdefault\b|\bgenerated\b/
  return added.some((clause) => !filled.test(clause))
    ? [...found, 'adds an obligatory column without a default']
    : found
}

describe('a migration', () => {
  it.each([
    ['alter table mailboxes drop column uid;', ['drops']],
    ['drop table passkeys;', ['drops']],
    ['alter table mailboxes rename column uid to code;', ['renames']],
    [
      'alter table a\n  add column b integer not null default 0,\n  alter column c set not null;',
      ['makes a column obligatory'],
    ],
    ['alter table a add column b text, add column c text not null;', ['adds an obligatory column without a default']],
    ['alter table a alter column b type bigint;', ['changes a type']],
    ['alter table a alter column b drop default;', ['drops a default']],
    ['-- contract: nobody has read it since 0.3.0\nalter table a drop column b;', []],
    ['-- drop table a\ncreate table b (c text not null);\ndrop index d;\nalter table a add column e text;', []],
  ])('that reads %j takes %j from the version before', (text, taken) => {
    expect(contractions(text)).toEqual(taken)
  })

  it('takes nothing from the version before, unless it says why that can do without', async () => {
    const newer = (await readdir(folderOfMigrations)).filter((name) => name.slice(0, 4) > LAST_BEFORE_THE_RULE)
    for (const name of newer)
      expect(contractions(await readFile(new URL(name, folderOfMigrations), 'utf8')), name).toEqual([])
  })
})
