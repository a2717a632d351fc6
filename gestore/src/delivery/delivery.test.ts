// Certified messages from their submission to the last receipt, as a mail client sees them.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memberOf } from '../../../server/src/testing/caller.ts'
import { startServer } from '../../../server/src/testing/world.ts'
import type { GivenMailbox } from '../../../server/src/testing/world.ts'
import { pemOf } from '../messages/authority.ts'
import { startGestore } from '../running/start.ts'
import type { RunningGestore } from '../running/start.ts'
import { connectionOf } from '../testing/mail-store.ts'
import { RawClient } from '../testing/raw-client.ts'

interface Received {
  subject: string
  kind: string
  content: string
}

const patient = { timeout: 15_000 }

describe('certified mail', () => {
  const world = startServer()
  let gestore: RunningGestore
  let folder: string
  let mario: GivenMailbox
  let anna: GivenMailbox
  const passwords = new Map<string, string>()
  const problems: unknown[] = []

  beforeAll(async () => {
    mario = await world.given.workingMailbox({ casella_pec: 'mario.rossi@testcert.legalmail.it' })
    anna = await world.given.workingMailbox({ casella_pec: 'anna.bianchi@testcert.legalmail.it' }, mario.customer)
    gestore = await startGestore({
      connection: connectionOf(world),
      key: randomBytes(32),
      host: '127.0.0.1',
      ports: { smtp: 0, pop3: 0, imap: 0 },
      migrations: new URL('../../migrations/', import.meta.url),
      onProblem: (error) => problems.push(error),
    })
    for (const { id, casella_pec } of [mario, anna])
      passwords.set(casella_pec, (await gestore.account.newPassword(id, [casella_pec])) ?? '')
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-mail-'))
    const authorities = Object.values(gestore.engine.gestori).map(({ keys }) => pemOf(keys.authority.certificate))
    await writeFile(join(folder, 'ca.pem'), authorities.join(''))
  })
  afterAll(async () => {
    await gestore[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
    expect(problems).toEqual([])
  })

  const smtp = (user: string, pass = passwords.get(user) ?? '') =>
    createTransport({ host: 'localhost', port: gestore.ports.smtp, tls: { ca: gestore.ca }, auth: { user, pass } })
  const send = (from: string, to: string[], rest: Record<string, unknown> = {}) =>
    smtp(from).sendMail({ from, to, subject: 'Contratto', text: 'In allegato il contratto', ...rest })
  /** Until nothing is due any more, also what goes from one gestore to the other. */
  const quiet = async () => {
    const { clocks } = gestore.engine
    const now = () => new Date(clocks.everybodys.now().getTime() + clocks.furthestMs())
    await expect
      .poll(async () => {
        await gestore.runUntil('everybody', now())
        const due = await gestore.nextDue('everybody')
        return due === undefined || due > now()
      }, patient)
      .toBe(true)
  }
  const inbox = async (user: string): Promise<Received[]> => {
    const imap = new ImapFlow({
      host: 'localhost',
      port: gestore.ports.imap,
      secure: false,
      tls: { ca: gestore.ca },
      auth: { user, pass: passwords.get(user) ?? '' },
      logger: false,
    })
    await imap.connect()
    await imap.mailboxOpen('INBOX')
    const found: Received[] = []
    for await (const { source = Buffer.alloc(0), envelope } of imap.fetch('1:*', { source: true, envelope: true })) {
      const content = source.toString('latin1')
      const kind = /^X-(?:Ricevuta|Trasporto): (.*)\r$/m.exec(content)?.[1] ?? ''
      found.push({ subject: envelope?.subject ?? '', kind, content })
    }
    await imap.logout()
    return found
  }
  const kinds = async (user: string) => (await inbox(user)).map(({ kind }) => kind).sort()
  const empty = async (user: string) => {
    const imap = new ImapFlow({
      ...{ host: 'localhost', port: gestore.ports.imap, secure: false, tls: { ca: gestore.ca }, logger: false },
      auth: { user, pass: passwords.get(user) ?? '' },
    })
    await imap.connect()
    await imap.mailboxOpen('INBOX')
    await imap.messageDelete('1:*')
    await imap.logout()
  }

  it('goes to a mailbox of the same gestore and comes back as acceptance and delivery, all of it signed', async () => {
    const sent = await send(mario.casella_pec, [anna.casella_pec], { messageId: '<contratto-1@example.com>' })
    expect(sent.response).toMatch(/^250 2\.6\.0 opectest\..*@gestore-di-prova\.test$/)
    await quiet()
    const [mine, hers] = [await inbox(mario.casella_pec), await inbox(anna.casella_pec)]
    expect(mine.map(({ subject }) => subject)).toEqual(['ACCETTAZIONE: [TEST] Contratto', 'CONSEGNA: [TEST] Contratto'])
    expect(hers.map(({ subject }) => subject)).toEqual(['POSTA CERTIFICATA: [TEST] Contratto'])
    const verified = [...mine, ...hers].map(async ({ content }, at) => {
      const file = join(folder, `${at}.eml`)
      await writeFile(file, content, 'latin1')
      const args = ['cms', '-verify', '-CAfile', join(folder, 'ca.pem'), '-in', file, '-out', '/dev/null']
      return (await promisify(execFile)('openssl', args)).stderr.trim()
    })
    expect(await Promise.all(verified)).toEqual(Array(3).fill('CMS Verification successful'))
  })

  it('has one outcome for each recipient, wherever and whatever they are', async () => {
    await Promise.all([empty(mario.casella_pec), empty(anna.casella_pec)])
    const words = [
      'chiunque',
      'inesistente.a',
      'piena',
      'revocata',
      'virus',
      'firma-rotta',
      'firma-ignota',
      'firma-scaduta',
    ]
    const there = words.map((word) => `${word}@pec.altro-gestore.test`)
    await send(mario.casella_pec, [anna.casella_pec, 'nessuno@testcert.legalmail.it', 'mario@example.com', ...there])
    await quiet()
    expect(await kinds(mario.casella_pec)).toEqual([
      'accettazione',
      'avvenuta-consegna',
      'avvenuta-consegna',
      // Three receipts whose signature does not hold, and ordinary mail, which is not sent.
      ...['errore', 'errore', 'errore', 'errore'],
      ...['errore-consegna', 'errore-consegna', 'errore-consegna', 'errore-consegna', 'errore-consegna'],
    ])
    const outcomes = await gestore.engine.database.pool.query(
      `select split_part(address, '@', 1) as who, outcome, left(detail, 5) as detail from gestore.recipients
      where identifier = (select identifier from gestore.transmissions order by submitted_at desc limit 1) order by 1`,
    )
    expect(outcomes.rows.map(({ who, outcome, detail }) => [who, outcome, detail].join(' '))).toEqual([
      'anna.bianchi delivered ',
      'chiunque delivered ',
      'firma-ignota  ',
      'firma-rotta  ',
      'firma-scaduta  ',
      'inesistente.a failed 5.1.1',
      'mario failed 5.7.1',
      'nessuno failed 5.1.1',
      'piena failed 5.2.2',
      'revocata failed 5.2.1',
      'virus failed Eicar',
    ])
    const reasons = (await inbox(mario.casella_pec)).map(({ subject }) => subject)
    expect(reasons).toContain('AVVISO DI MANCATA CONSEGNA PER VIRUS: [TEST] Contratto')
    expect(reasons.filter((subject) => subject.startsWith('ANOMALIA MESSAGGIO'))).toHaveLength(4)
  })

  it('is refused for what it lacks, and for a virus', async () => {
    await empty(mario.casella_pec)
    const from = mario.casella_pec
    const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')
    await send(from, [anna.casella_pec], {
      from: 'Un altro <altro@example.com>',
      envelope: { from, to: anna.casella_pec },
    })
    await send(from, [anna.casella_pec], { envelope: { from, to: [anna.casella_pec, 'nascosto@example.com'] } })
    await send(from, [anna.casella_pec], { attachments: [{ filename: 'a.bin', content: eicar }] })
    await quiet()
    expect((await inbox(from)).map(({ subject }) => subject).sort()).toEqual([
      'AVVISO DI NON ACCETTAZIONE PER VIRUS: [TEST] Contratto',
      'AVVISO DI NON ACCETTAZIONE: [TEST] Contratto',
      'AVVISO DI NON ACCETTAZIONE: [TEST] Contratto',
    ])
    await expect(smtp(from, 'sbagliata').sendMail({ from, to: from, text: 'x' })).rejects.toThrow(/535/)
    await expect(smtp(from).sendMail({ text: 'x', envelope: { from: anna.casella_pec, to: from } })).rejects.toThrow(
      /553/,
    )
  })

  it('says after 12 and after 24 hours that nothing was heard', async () => {
    await empty(mario.casella_pec)
    const words = ['spenta', 'muta', 'lenta', 'tardiva'].map((word) => `${word}@pec.altro-gestore.test`)
    await send(mario.casella_pec, words, { subject: 'Silenzio' })
    const told = async () =>
      (await inbox(mario.casella_pec)).filter(({ subject }) => subject.endsWith('Silenzio')).map(({ kind }) => kind)
    await quiet()
    expect(await kinds(mario.casella_pec)).toEqual(['accettazione'])
    const advance = async (duration: string) => {
      const moved = await mario.customer.post('/v1/sandbox/clock', { advance: duration, scope: 'account' })
      expect(moved.error, moved.text).toBeNull()
      // A test's server is some seconds ahead by itself, which the database does not know.
      const to = new Date(Date.parse(String(memberOf(moved.data, 'now'))) - 120_000)
      const own = gestore.engine.clocks.own(mario.customer.accountId)
      await expect.poll(() => own.now() >= to, patient).toBe(true)
      await quiet()
    }
    await advance('PT12H5M')
    expect((await told()).sort()).toEqual(['accettazione', ...Array(3).fill('preavviso-errore-consegna')])
    // The clock of a sandbox with mail stops wherever mail has something to do; this one does not know of it.
    for (const step of ['PT1H', 'PT11H', 'PT2H']) await advance(step)
    expect((await told()).sort()).toEqual([
      'accettazione',
      ...['avvenuta-consegna', 'avvenuta-consegna'],
      ...Array(6).fill('preavviso-errore-consegna'),
    ])
    const ended = await gestore.engine.database.pool.query(
      `select split_part(address, '@', 1) as who, outcome, is_uncertain from gestore.recipients
      where address = any($1) order by 1`,
      [words],
    )
    expect(ended.rows).toEqual([
      { who: 'lenta', outcome: 'delivered', is_uncertain: false },
      { who: 'muta', outcome: 'expired', is_uncertain: false },
      { who: 'spenta', outcome: 'expired', is_uncertain: false },
      { who: 'tardiva', outcome: 'expired', is_uncertain: true },
    ])
  })

  it('is wrapped where it is ordinary mail, goes nowhere else, and ends where it would be taken for two', async () => {
    await empty(anna.casella_pec)
    const outside = createTransport({ host: 'localhost', port: gestore.ports.smtp, tls: { ca: gestore.ca } })
    await outside.sendMail({ from: 'rossi@example.com', to: anna.casella_pec, subject: 'Offerta', text: 'x' })
    await quiet()
    expect((await inbox(anna.casella_pec)).map(({ subject }) => subject)).toEqual([
      'ANOMALIA MESSAGGIO: [TEST] Offerta',
    ])
    await expect(
      outside.sendMail({ from: 'rossi@example.com', to: 'qualcuno@example.org', text: 'x' }),
    ).rejects.toThrow(/550/)
    const raw = new RawClient(gestore.ports.smtp)
    await raw.until(/^220/)
    await raw.send('EHLO x\r\n').until(/^250 /m)
    for (const trick of ['a\r\n.\nMAIL FROM:<x@example.com>\r\n', 'a\n.\r\nb\r\n', 'a\r.\rb\r\n', 'a\n.\nb\r\n']) {
      await raw.send('MAIL FROM:<rossi@example.com>\r\n').until(/^250/)
      await raw.send(`RCPT TO:<${anna.casella_pec}>\r\n`).until(/^250/)
      await raw.send('DATA\r\n').until(/^354/)
      await raw.send(`Subject: x\r\n\r\n${trick}\r\n.\r\n`).until(/^550 5\.6\.0/)
    }
    raw.end()
  })

  it('is refused at once by a mailbox that was revoked, which can neither send nor read', async () => {
    const revoked = await anna.customer.delete(`/pec/${anna.id}`)
    expect(revoked.error, revoked.text).toBeNull()
    await expect(send(anna.casella_pec, [mario.casella_pec])).rejects.toThrow(/535/)
    await expect(inbox(anna.casella_pec)).rejects.toThrow()
    await empty(mario.casella_pec)
    await send(mario.casella_pec, [anna.casella_pec])
    await quiet()
    const found = await gestore.engine.database.pool.query(
      `select detail from gestore.recipients where address = $1 and outcome = 'failed' order by outcome_at desc limit 1`,
      [anna.casella_pec],
    )
    expect(found.rows).toEqual([{ detail: '5.2.1 - casella disattivata' }])
  })
})
