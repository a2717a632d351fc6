// Kills the server with its database again and again while a file is worked: in the end every row was made exactly once.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { booksAreRight, inDatabaseOf, killWithDatabase, startBuiltServer } from '../../src/testing/killed-server.ts'

const ROWS = 300
const KILLS = 3

it('makes every row of a file exactly once, however often the process dies over it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-bulk-'))
  try {
    let id = ''
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const { child, caller } = await startBuiltServer(folder)
      if (kill === 1) id = await bring(caller)
      await until(caller, id, (done) => done >= kill * 60 + Math.floor(Math.random() * 60))
      await killWithDatabase(child, folder)
      // What the dead process held is free for others after a minute.
      await inDatabaseOf(folder, (client) => client.query('update bulks set claimed_until = null'))
    }
    const { child, caller } = await startBuiltServer(folder)
    await until(caller, id, (done) => done === ROWS)
    const { data } = await caller.get(`/v1/bulk/${id}`)
    await killWithDatabase(child, folder)
    expect(data).toMatchObject({ state: 'done', succeeded: ROWS, refused: 0, price: `${ROWS * 64}.00` })
    await inDatabaseOf(folder, async (client) => {
      const made = await client.query(`
        select count(*)::int as rows, count(distinct m.id)::int as mailboxes from bulk_rows r
        join mailboxes m on m.id = r.resource_id where r.state = 'succeeded'`)
      expect(made.rows).toEqual([{ rows: ROWS, mailboxes: ROWS }])
      expect((await client.query('select count(*)::int as all from mailboxes')).rows).toEqual([{ all: ROWS }])
      await booksAreRight(client)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)

async function bring(caller: Caller): Promise<string> {
  const file = Array.from({ length: ROWS }, () => JSON.stringify(registration())).join('\n')
  const { data } = await caller.post('/v1/bulk?operation=registerMailbox', file)
  return String(memberOf(data, 'id'))
}

/** Asks how far it is until that is far enough. */
async function until(caller: Caller, id: string, isEnough: (done: number) => boolean): Promise<void> {
  for (;;) {
    const { data } = await caller.get(`/v1/bulk/${id}`)
    if (isEnough(Number(memberOf(data, 'rows')) - Number(memberOf(data, 'waiting')))) return
  }
}
