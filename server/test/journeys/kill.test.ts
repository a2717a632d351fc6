// Kills the server with its database twenty times while mailboxes are being registered: nothing acknowledged is lost, and
// every debit has its mailbox.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { booksAreRight, inDatabaseOf, killWithDatabase, startBuiltServer } from '../../src/testing/killed-server.ts'

const KILLS = 20

it('loses no acknowledged mailbox and no cent in 20 kills', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-kill-'))
  const acknowledged: string[] = []
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, caller } = await startBuiltServer(folder)
      const enough = 5 + Math.floor(Math.random() * 20)
      await registerUntil(caller, acknowledged, enough, () => killWithDatabase(child, folder))
    }
    await check(folder, acknowledged)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 180_000)

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

async function check(folder: string, acknowledged: readonly string[]): Promise<void> {
  await inDatabaseOf(folder, async (client) => {
    const kept = new Set((await client.query<{ id: string }>('select id from mailboxes')).rows.map((row) => row.id))
    const lost = acknowledged.filter((id) => !kept.has(id))
    process.stdout.write(
      `${KILLS} kills: ${acknowledged.length} acknowledged / ${lost.length} lost, ${kept.size} kept\n`,
    )
    expect(lost).toEqual([])
    await booksAreRight(client)
  })
}
