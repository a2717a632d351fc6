// kill -9 of the gestore anywhere between the 250 of SMTP and the last receipt: nothing is lost, and nothing comes twice.
import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startServer } from '../../../server/src/testing/world.ts'
import type { GivenMailbox } from '../../../server/src/testing/world.ts'
import type { DyingGestore } from '../testing/dying-gestore-process.ts'
import { connectionOf } from '../testing/mail-store.ts'
import { startGestore } from './start.ts'
import type { RunningGestore } from './start.ts'

// KILL_ROUNDS=20 for the figures in docs/gestore.md.
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3)
const MESSAGES = 5
const MOST_POINTS = 60

describe('a gestore that is killed', () => {
  const world = startServer()
  const key = randomBytes(32)
  const migrations = new URL('../../migrations/', import.meta.url)
  let mario: GivenMailbox
  let anna: GivenMailbox
  let gestore: RunningGestore
  let password: string
  const start = () =>
    startGestore({
      ...{ connection: connectionOf(world), key, host: '127.0.0.1', migrations },
      ports: { smtp: 0, pop3: 0, imap: 0 },
      onProblem: (error) => {
        throw error
      },
    })

  beforeAll(async () => {
    mario = await world.given.workingMailbox({ casella_pec: 'mario@testcert.legalmail.it' })
    anna = await world.given.workingMailbox({ casella_pec: 'anna@testcert.legalmail.it' }, mario.customer)
    const once = await start()
    password = (await once.account.newPassword(mario.id, [mario.casella_pec])) ?? ''
    await once[Symbol.asyncDispose]()
  })
  afterAll(() => gestore[Symbol.asyncDispose]())

  const recipients = () => [anna.casella_pec, 'chiunque@pec.altro-gestore.test', 'inesistente@pec.altro-gestore.test']

  /** Sends until the gestore dies, and returns what it said to have taken. */
  async function round(): Promise<string[]> {
    const dying: DyingGestore = {
      ...{ connection: connectionOf(world), key: key.toString('base64'), migrations: migrations.href },
      diesAt: randomInt(1, MOST_POINTS),
    }
    const program = join(inject('builtServer'), 'dying-gestore-process.js')
    const child = spawn(process.execPath, [program, JSON.stringify(dying)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const first = await lines.next()
    const taken: string[] = []
    // It may die of what an earlier one left.
    if (first.done !== true) taken.push(...(await sendAll(Number(first.value))))
    await Promise.race([ended, quietFor(1_500)])
    child.kill('SIGKILL')
    await ended
    return taken
  }

  async function sendAll(port: number): Promise<string[]> {
    const auth = { user: mario.casella_pec, pass: password }
    const transport = createTransport({ host: '127.0.0.1', port, auth, tls: { rejectUnauthorized: false } })
    const sent = Array.from({ length: MESSAGES }, () =>
      transport.sendMail({ from: mario.casella_pec, to: recipients(), subject: 'Prova', text: 'x' }).then(
        ({ response }) => [response.split(' ')[2] ?? ''],
        () => [],
      ),
    )
    return (await Promise.all(sent)).flat()
  }

  const quietFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref())

  it(`loses nothing and doubles nothing in ${ROUNDS} rounds`, async () => {
    const taken: string[] = []
    for (let at = 0; at < ROUNDS; at += 1) taken.push(...(await round()))
    gestore = await start()
    await expect
      .poll(
        async () => {
          await gestore.runUntil('everybody', gestore.engine.clocks.everybodys.now())
          const due = await gestore.nextDue('everybody')
          return due === undefined || due > gestore.engine.clocks.everybodys.now()
        },
        { timeout: 30_000 },
      )
      .toBe(true)
    const { pool } = gestore.engine.database
    const messages = await pool.query<{ identifier: string; outcomes: string }>(
      `select t.identifier, string_agg(r.outcome, ' ' order by r.address) as outcomes
      from gestore.transmissions t left join gestore.recipients r using (identifier) group by 1`,
    )
    const known = messages.rows.map(({ identifier }) => identifier)
    expect(
      taken.filter((identifier) => !known.includes(identifier)),
      'taken, and lost',
    ).toEqual([])
    expect(new Set(messages.rows.map(({ outcomes }) => outcomes))).toEqual(new Set(['delivered delivered failed']))
    // One acceptance and one receipt a recipient to the sender; one envelope to each who exists.
    const inboxes = await pool.query<{ address: string; mails: number }>(
      `select b.address, count(m.uid)::int as mails from gestore.boxes b join gestore.folders f on f.box_id = b.id
      left join gestore.mails m on m.folder_id = f.id where f.name = 'INBOX' group by 1 order by 1`,
    )
    expect(inboxes.rows).toEqual([
      { address: anna.casella_pec, mails: known.length },
      { address: 'chiunque@pec.altro-gestore.test', mails: known.length },
      { address: mario.casella_pec, mails: 4 * known.length },
    ])
    process.stderr.write(`kill -9 in ${ROUNDS} rounds: ${taken.length} acknowledged, ${known.length} completed\n`)
  })
})
