// MAIL=on: a mailbox that was activated is opened by a mail client, and the sandbox's clock is the mail's.
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { beforeAll, describe, expect, it } from 'vitest'
import { memberOf } from '../../../server/src/testing/caller.ts'
import type { Reply } from '../../../server/src/testing/caller.ts'
import { startServer } from '../../../server/src/testing/world.ts'
import type { GivenMailbox } from '../../../server/src/testing/world.ts'

const ports = { SMTP_PORT: '0', POP3_PORT: '0', IMAP_PORT: '0' }

describe('a sandbox with mail', () => {
  const world = startServer({ MAIL: 'on', ...ports })
  let mario: GivenMailbox
  beforeAll(async () => {
    await world.context.startMail()
    mario = await world.given.workingMailbox({ casella_pec: 'mario@testcert.legalmail.it' })
  })

  const mailOf = async ({ customer, id }: GivenMailbox) => {
    const reply = await customer.get(`/v1/pec/${id}/mail`)
    expect(reply.error, reply.text).toBeNull()
    const port = (name: string) => Number(memberOf(memberOf(reply.data, name), 'port'))
    return { data: reply.data, smtp: port('smtp'), imap: port('imap'), ca: String(memberOf(reply.data, 'ca')) }
  }
  const passwordOf = async ({ customer, id }: GivenMailbox, user?: string) => {
    const reply = await customer.post(`/v1/pec/${id}/mail/password`, user === undefined ? {} : { user })
    expect(reply.error, reply.text).toBeNull()
    return String(memberOf(reply.data, 'password'))
  }
  const subjects = async (user: string, pass: string) => {
    const { imap: port, ca } = await mailOf(mario)
    const imap = new ImapFlow({
      host: 'localhost',
      port,
      secure: false,
      tls: { ca },
      auth: { user, pass },
      logger: false,
    })
    await imap.connect()
    await imap.mailboxOpen('INBOX')
    const found: string[] = []
    for await (const { envelope } of imap.fetch('1:*', { envelope: true })) found.push(envelope?.subject ?? '')
    await imap.logout()
    return found
  }

  it('gives a mailbox servers, a password and users of its own, and tells what is heard of nobody', async () => {
    const { data, smtp, ca } = await mailOf(mario)
    expect(data).toMatchObject({
      address: 'mario@testcert.legalmail.it',
      smtp: { host: '127.0.0.1', encryption: 'STARTTLS' },
      users: [{ user: 'mario@testcert.legalmail.it', has_password: false }],
      space: { used_bytes: 0, limit_bytes: 2_147_483_648 },
    })
    const pass = await passwordOf(mario)
    const from = mario.casella_pec
    const transport = createTransport({ host: 'localhost', port: smtp, tls: { ca }, auth: { user: from, pass } })
    await transport.sendMail({ from, to: 'spenta@pec.altro-gestore.test', subject: 'Sollecito', text: 'x' })
    await expect.poll(() => subjects(from, pass), { timeout: 20_000 }).toEqual(['ACCETTAZIONE: [TEST] Sollecito'])

    const envelope = { from, to: 'anna@pec.altro-gestore.test' }
    await expect(transport.sendMail({ envelope, raw: 'Subject: a\0b\r\n\r\nx' })).rejects.toMatchObject({
      responseCode: 550,
    })
    expect(ca.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)

    const moved = await mario.customer.post('/v1/sandbox/clock', { advance: 'PT25H' })
    expect(moved.error, moved.text).toBeNull()
    expect(memberOf(memberOf(moved.data, 'ran'), 'move-messages')).toBeGreaterThanOrEqual(2)
    const notice = 'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: [TEST] Sollecito'
    expect(await subjects(from, pass)).toEqual(['ACCETTAZIONE: [TEST] Sollecito', notice, notice])

    const added = await mario.customer.post(`/pec/${mario.id}/multiutenza`, {
      ...{ nome: 'Anna', cognome: 'Bianchi', descrizione: 'ufficio' },
      email_gestione_password: 'anna@example.com',
    })
    const users = memberOf(added.data, 'multiutenza')
    const user = String(memberOf(Array.isArray(users) ? users[0] : undefined, 'userid'))
    expect(await subjects(user, await passwordOf(mario, user))).toHaveLength(3)
    expect(await subjects(from, pass)).toHaveLength(3)
  })

  let imapBefore = 0
  let killed: number | undefined
  const whileAway = async (ask: () => Promise<Reply>) => {
    for (;;) {
      const pid = world.context.mail?.pid()
      if (pid !== undefined && pid !== killed) process.kill((killed = pid), 'SIGKILL')
      const reply = await ask()
      if (reply.error !== null) return reply
    }
  }
  world.refuses(168, 'the mail of a mailbox whose gestore is being started again', async () => {
    imapBefore = (await mailOf(mario)).imap
    return whileAway(() => mario.customer.get(`/v1/pec/${mario.id}/mail`))
  })
  world.refuses(168, 'what a mailbox sent, meanwhile', () =>
    whileAway(() => mario.customer.get(`/v1/pec/${mario.id}/mail/sent`)),
  )
  world.refuses(168, 'a password for it, meanwhile', () =>
    whileAway(() => mario.customer.post(`/v1/pec/${mario.id}/mail/password`, {})),
  )

  it('has its gestore again after it was killed, at the same place', async () => {
    const error = async () => (await mario.customer.get(`/v1/pec/${mario.id}/mail`)).error
    await expect.poll(error, { timeout: 30_000 }).toBeNull()
    expect((await mailOf(mario)).imap).toBe(imapBefore)
  })

  world.refuses(167, 'the mail of a mailbox that is not active yet', async ({ given }) => {
    const { customer, id } = await given.registeredMailbox()
    return customer.get(`/v1/pec/${id}/mail`)
  })
  world.refuses(167, 'what a mailbox sent that is not active yet', async ({ given }) => {
    const { customer, id } = await given.registeredMailbox()
    return customer.get(`/v1/pec/${id}/mail/sent`)
  })
  world.refuses(167, 'a password for a mailbox that is not active yet', async ({ given }) => {
    const { customer, id } = await given.registeredMailbox()
    return customer.post(`/v1/pec/${id}/mail/password`, {})
  })
  world.refuses(110, 'more than a page of what a mailbox sent', () =>
    mario.customer.get(`/v1/pec/${mario.id}/mail/sent?limit=51`),
  )
  world.refuses(160, 'what a mailbox sent after something of another list', () =>
    mario.customer.get(`/v1/pec/${mario.id}/mail/sent?cursor=abc`),
  )
  world.refuses(110, 'a password for somebody who is no user', () =>
    mario.customer.post(`/v1/pec/${mario.id}/mail/password`, { user: 'nessuno' }),
  )
})
