// A server of the build with a database of its own, as processes that tests kill together.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { expect, inject } from 'vitest'
import { startEmbeddedPostgres } from '../database/embedded.ts'
import { callerAt } from './caller.ts'
import type { Caller } from './caller.ts'

/** Starts the server on a data folder and resolves once it is ready; the caller has the sandbox's own token. */
export async function startBuiltServer(folder: string): Promise<{ child: ChildProcess; caller: Caller }> {
  const child = spawn(process.execPath, [join(inject('builtServer'), 'main.js')], {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', SANDBOX_CREDIT: '900000.00' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"msg":"ready"')) break
  child.stdout.resume()
  const sandbox: { baseUrl: string; token: string } = JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'))
  return { child, caller: callerAt(sandbox.baseUrl, sandbox.token) }
}

/** Kills the server and its database at once. */
export async function killWithDatabase(child: ChildProcess, folder: string): Promise<void> {
  const postmaster = Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n', 1)[0])
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  process.kill(-postmaster, 'SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** Looks into the database of a server that is dead. */
export async function inDatabaseOf<T>(folder: string, look: (client: pg.Client) => Promise<T>): Promise<T> {
  const postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres') })
  const client = new pg.Client({ ...postgres.connection, ssl: false })
  await client.connect()
  try {
    return await look(client)
  } finally {
    await client.end()
    await postgres.stop()
  }
}

/** Whether each mailbox has its one debit, each debit its mailbox, and the wallet is the sum of its entries. */
export async function booksAreRight(client: pg.Client): Promise<void> {
  const odd = await client.query(`
    select m.id from mailboxes m full join ledger_entries e on e.kind = 'capture' and e.cause = 'POST /pec ' || m.id
    where (m.id is null and e.kind = 'capture') or e.id is null and m.id is not null`)
  expect(odd.rows, 'mailboxes without their one debit, or debits without their mailbox').toEqual([])
  const wallet = await client.query(`
    select balance_cents::text as balance, (select sum(case kind when 'top-up' then amount_cents when 'refund' then amount_cents
      when 'capture' then -amount_cents else 0 end) from ledger_entries)::text as entries from wallets`)
  expect(wallet.rows[0]).toMatchObject({ balance: wallet.rows[0]?.entries })
}
