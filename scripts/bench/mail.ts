// Certified mail through the test gestore: how soon a message is accepted, how many a second come all the way back, and how
// soon a full mailbox is open.
import { setTimeout as after } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { median, tableOf, withFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const SENDERS = 10
const MESSAGES = 1_000
const ONE_BY_ONE = 20
const MANY = 10_000
const LOOK_EVERY_MS = 20
const A_DAY_MS = 86_400_000

/** Somebody with a mailbox and a mail client. */
interface User {
  id: string
  address: string
  password: string
  smtpPort: number
  imapPort: number
  ca: string
}

/** Sends and reads with real clients; returns the section of the page. */
export async function benchMail(): Promise<string> {
  const settings = { MAIL: 'on', SMTP_PORT: '0', POP3_PORT: '0', IMAP_PORT: '0' }
  return withFixture(settings, async (fixture) => {
    const users = await usersOf(fixture)
    await sendAll(fixture, users, 50)
    const rows = [
      ...(await acceptance(fixture, users)),
      ['messages a second until every delivery receipt is there', await perSecond(fixture, users), 'at least 100'],
      ...(await openFull(fixture, users)),
    ]
    return [
      'The server, its PostgreSQL with fsync on and the gestore share one core, the clients have the other. Every message is',
      'acknowledged once it is durable, and brings about five more: its envelope, the acceptance, and receipts.',
      '',
      tableOf([['what', 'figure', 'aim'], ...rows]),
    ].join('\n')
  })
}

async function usersOf({ context, accountId, baseUrl, token }: Fixture): Promise<User[]> {
  const firstExpiry = new Date(context.clock.now().getTime() + 200 * A_DAY_MS)
  await seedMailboxes(context, { accountId, count: SENDERS, firstExpiry, spreadDays: 100 })
  const found = await context.database.pool.query<{ id: string; address: string }>(
    'select id, casella_pec as address from mailboxes where account_id = $1 order by place',
    [accountId],
  )
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer: { data: T; success: boolean } = await (await fetch(baseUrl + path, { headers, ...init })).json()
    if (!answer.success) throw new Error(`${path}: ${JSON.stringify(answer)}`)
    return answer.data
  }
  return Promise.all(
    found.rows.map(async ({ id, address }) => {
      const { smtp, imap, ca } = await ask<{ smtp: { port: number }; imap: { port: number }; ca: string }>(
        `/v1/pec/${id}/mail`,
      )
      const { password } = await ask<{ password: string }>(`/v1/pec/${id}/mail/password`, {
        method: 'POST',
        body: '{}',
      })
      return { id, address, password, smtpPort: smtp.port, imapPort: imap.port, ca }
    }),
  )
}

const transportOf = ({ address: user, password: pass, smtpPort: port, ca }: User) =>
  createTransport({ pool: true, maxConnections: 1, host: 'localhost', port, tls: { ca }, auth: { user, pass } })

/** Sends as fast as everybody can with one connection, and waits until every message has its outcome. */
async function sendAll({ context }: Fixture, users: readonly User[], count: number): Promise<void> {
  const { pool } = context.database
  const delivered = async () => {
    const { rows } = await pool.query<{ n: number }>(
      "select count(*)::int as n from gestore.recipients where outcome = 'delivered'",
    )
    return rows[0]?.n ?? 0
  }
  const before = await delivered()
  await Promise.all(
    users.map(async (user, at) => {
      const transport = transportOf(user)
      const to = users[(at + 1) % users.length]?.address ?? ''
      const share = Math.ceil(count / users.length)
      for (let n = 0; n < share; n += 1)
        await transport.sendMail({ from: user.address, to, subject: `Prova ${n}`, text: 'Buongiorno '.repeat(100) })
      transport.close()
    }),
  )
  while ((await delivered()) - before < count) await after(LOOK_EVERY_MS)
}

/** Of messages one by one: until they are acknowledged, and until their acceptance is in the inbox. */
async function acceptance({ context }: Fixture, [user, other]: readonly User[]): Promise<(string | number)[][]> {
  if (user === undefined || other === undefined) return []
  const transport = transportOf(user)
  const imap = await opened(user)
  const [acknowledged, accepted]: [number[], number[]] = [[], []]
  for (let n = 0; n < ONE_BY_ONE; n += 1) {
    const arrived = new Promise((resolve) => imap.once('exists', resolve))
    const begun = performance.now()
    await transport.sendMail({ from: user.address, to: other.address, subject: `Una ${n}`, text: 'Buongiorno' })
    acknowledged.push(performance.now() - begun)
    await arrived
    accepted.push(performance.now() - begun)
    await quiet(context)
  }
  transport.close()
  await imap.logout()
  return [
    ['from sending to acknowledged, median ms', Math.round(median(acknowledged)), ''],
    ['from sending to the acceptance in the inbox, seen by IDLE, median ms', Math.round(median(accepted)), 'under 100'],
  ]
}

async function quiet({ database }: Fixture['context']): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query<{ n: number }>(
      "select count(*)::int as n from gestore.steps where kind not like 'notice%'",
    )
    if (rows[0]?.n === 0) return
    await after(LOOK_EVERY_MS)
  }
}

async function perSecond(fixture: Fixture, users: readonly User[]): Promise<number> {
  const begun = performance.now()
  await sendAll(fixture, users, MESSAGES)
  return Math.round((MESSAGES * 1_000) / (performance.now() - begun))
}

async function opened({ address: user, password: pass, imapPort: port, ca }: User): Promise<ImapFlow> {
  const imap = new ImapFlow({
    ...{ host: 'localhost', port, secure: false, tls: { ca }, auth: { user, pass }, logger: false },
  })
  await imap.connect()
  await imap.mailboxOpen('INBOX')
  return imap
}

/** What a mail client does with a mailbox it has not seen before. */
async function openFull({ context }: Fixture, users: readonly User[]): Promise<(string | number)[][]> {
  const user = users.at(-1)
  if (user === undefined) return []
  await context.database.pool.query(
    `with inbox as (select id from gestore.folders where box_id = $1 and name = 'INBOX'), one as (
      select m.* from gestore.mails m join inbox i on i.id = m.folder_id order by uid limit 100
    ), numbered as (
      select o.*, row_number() over () as n from one o, generate_series(1, $2::int / (select count(*)::int from one))
    ), put as (
      insert into gestore.mails (folder_id, uid, body_id, flags, received_at, version)
      select f.id, f.uid_next + n - 1, body_id, flags, received_at, f.version
      from numbered, gestore.folders f where f.id = numbered.folder_id returning uid
    )
    update gestore.folders f set uid_next = f.uid_next + $2, messages = f.messages + (select count(*) from put)
    from inbox where f.id = inbox.id`,
    [user.id, MANY],
  )
  const begun = performance.now()
  const imap = await opened(user)
  const openMs = performance.now() - begun
  let read = 0
  for await (const { envelope } of imap.fetch('1:*', { flags: true, envelope: true, internalDate: true, size: true }))
    if (envelope !== undefined) read += 1
  const listMs = performance.now() - begun
  let headers = 0
  for await (const { headers: header } of imap.fetch('1:*', { headers: ['subject', 'from', 'date', 'x-ricevuta'] }))
    if (header !== undefined) headers += 1
  const headersMs = performance.now() - begun - listMs
  await imap.logout()
  return [
    [`a mailbox of ${read.toLocaleString('en')} messages: open, ms`, Math.round(openMs), ''],
    ['and every envelope, flag and size, ms', Math.round(listMs), 'under 1,000'],
    [`four header fields of ${headers.toLocaleString('en')} messages, ms`, Math.round(headersMs), ''],
  ]
}
