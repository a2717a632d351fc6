// Kills the server with its database twenty times while mailboxes are being registered: nothing acknowledged is lost, and
// every debit has its mailbox.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { expect, inject, it } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded.ts'
import { callerAt, memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'

const KILLS = 20

it('loses no acknowledged mailbox and no cent in 20 kills', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-kill-'))
  const acknowledged: string[] = []
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, caller } = await startServer(folder)
      const enough = 5 + Math.floor(Math.random() * 20)
      await registerUntil(caller, acknowledged, enough, () => killAll(child, folder))
    }
    await check(folder, acknowledged)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 180_000)

async function startServer(folder: string): Promise<{ child: ChildProcess; caller: Caller }> {
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

/** Registers from several callers in parallel, and kills the server after enough answers. */
async function registerUntil(
  caller: Caller,
  acknowledged: string[],
  enough: number,
  kill: () => Promise<void>,
): Promise<void> {
  let killed: Promise<void> | undefined
  let answers = 0
  const loop = async () => {
    while (killed === undefined) {
      try {
        const reply = await caller.post(
          '/pec',
          registration({ casella_pec: `k${process.hrtime.bigint()}${answers}@testcert.legalmail.it` }),
        )
        if (reply.error === null) acknowledged.push(String(memberOf(reply.data, 'id')))
        answers += 1
      } catch {
        // The server died before it answered: nothing was acknowledged.
      }
      if (answers >= enough) killed ??= kill()
    }
  }
  await Promise.all([loop(), loop(), loop(), loop()])
  await killed
}

async function killAll(child: ChildProcess, folder: string): Promise<void> {
  const postmaster = Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n', 1)[0])
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  process.kill(-postmaster, 'SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function check(folder: string, acknowledged: readonly string[]): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres') })
  const client = new pg.Client({ ...postgres.connection, ssl: false })
  await client.connect()
  try {
    const kept = new Set((await client.query<{ id: string }>('select id from mailboxes')).rows.map((row) => row.id))
    const lost = acknowledged.filter((id) => !kept.has(id))
    process.stdout.write(
      `${KILLS} kills: ${acknowledged.length} acknowledged / ${lost.length} lost, ${kept.size} kept\n`,
    )
    expect(lost).toEqual([])
    const odd = await client.query(`
      select m.id from mailboxes m full join ledger_entries e on e.kind = 'capture' and e.cause = 'POST /pec ' || m.id
      where (m.id is null and e.kind = 'capture') or e.id is null and m.id is not null`)
    expect(odd.rows, 'mailboxes without their one debit, or debits without their mailbox').toEqual([])
    const wallet = await client.query(`
      select balance_cents::text as balance, (select sum(case kind when 'top-up' then amount_cents when 'refund' then amount_cents
        when 'capture' then -amount_cents else 0 end) from ledger_entries)::text as entries from wallets`)
    expect(wallet.rows[0]).toMatchObject({ balance: wallet.rows[0]?.entries })
  } finally {
    await client.end()
    await postgres.stop()
  }
}
