// A sandbox of ours in a process of its own, as another operator runs it; everything is removed at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { expect, inject } from 'vitest'
import { callerAt } from './caller.ts'
import type { Caller } from './caller.ts'
import { copyTemplate } from './postgres.ts'

const TOKEN = 'separate-sandbox-0123456789'

export interface SeparateSandbox {
  baseUrl: string
  token: string
  /** The sandbox's account. */
  account: Caller
  operator: Caller
  /** Moves its clock, e.g. by `PT1M`, and lets everything due happen. */
  advance(duration: string): Promise<void>
  /** What its customers have paid in all, in cents. */
  spent(): Promise<number>
  close(): Promise<void>
}

/** Starts it on a free port. */
export async function startSeparateSandbox(settings: Record<string, string> = {}): Promise<SeparateSandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-separate-'))
  const copy = await copyTemplate(inject('superuser'), inject('owner'))
  const { host, port, user, database } = copy.connection
  const client = new pg.Client({ host, port, user, database, ssl: false })
  await client.connect()
  const operatorToken = `operator-of-${TOKEN}`
  const child = spawn(process.execPath, [join(inject('builtServer'), 'main.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DATABASE_URL: `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
      PORT: '0',
      SANDBOX_TOKEN: TOKEN,
      OPERATOR_TOKEN: operatorToken,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const baseUrl = await readyAt(child.stdout)
  const account = callerAt(baseUrl, TOKEN)
  return {
    baseUrl,
    token: TOKEN,
    account,
    operator: callerAt(baseUrl, operatorToken),
    async advance(duration) {
      const reply = await account.post('/v1/sandbox/clock', { advance: duration })
      expect(reply.error, reply.text).toBeNull()
    },
    spent: () => spentIn(client),
    async close() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await client.end()
      await copy.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What the customers of a database have paid and not got back, in cents. */
export async function spentIn(database: Pick<pg.Client, 'query'> | pg.Pool): Promise<number> {
  const sql = `select coalesce(sum(case kind when 'capture' then amount_cents else -amount_cents end), 0)::int as cents
    from ledger_entries where kind in ('capture', 'refund')`
  const found = await database.query<{ cents: number }>(sql)
  return found.rows[0]?.cents ?? 0
}

async function readyAt(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    if (!line.includes('"msg":"ready"')) continue
    output.resume()
    return String(Reflect.get(Object(JSON.parse(line)), 'baseUrl'))
  }
  throw new Error('the sandbox ended before it was ready')
}
