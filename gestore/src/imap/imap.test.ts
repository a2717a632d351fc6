// A mail client's day over IMAP, and what no client would send.
import { randomUUID } from 'node:crypto'
import { execFile } from 'node:child_process'
import { createSecureContext } from 'node:tls'
import { promisify } from 'node:util'
import { readFile } from 'node:fs/promises'
import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../../../server/src/testing/authority.ts'
import type { Authority } from '../../../server/src/testing/authority.ts'
import { startServer } from '../../../server/src/testing/world.ts'
import type { GivenMailbox } from '../../../server/src/testing/world.ts'
import { passwordCheck } from '../store/passwords.ts'
import { signIns } from '../store/sign-ins.ts'
import { testStore } from '../testing/mail-store.ts'
import type { TestStore } from '../testing/mail-store.ts'
import { RawClient } from '../testing/raw-client.ts'
import { startImap } from './server.ts'
import type { Listener } from '../wire/listener.ts'

const letter = (subject: string, body = 'Buongiorno') =>
  Buffer.from(
    [
      'From: "Rossi, Mario" <mario@example.com>',
      'To: anna@example.com',
      `Subject: ${subject}`,
      `Message-ID: <${randomUUID()}@example.com>`,
      'Date: Mon, 30 Nov 2026 10:00:00 +0100',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      `${body} perch=C3=A9`,
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: inside',
      '',
      'within',
      '--b--',
      '',
    ].join('\r\n'),
  )

const patient = { timeout: 10_000 }

describe('a mailbox over IMAP', () => {
  const world = startServer()
  let store: TestStore
  let server: Listener
  let authority: Authority
  let ca: string
  let mailbox: GivenMailbox
  let password: string
  const problems: unknown[] = []

  beforeAll(async () => {
    authority = await testAuthority()
    const issued = await authority.issue({
      name: 'localhost',
      extensions: 'subjectAltName = DNS:localhost, IP:127.0.0.1\nextendedKeyUsage = serverAuth',
    })
    const [cert, key] = await Promise.all([readFile(issued.certificate), readFile(issued.key)])
    ca = await readFile(authority.root.certificate, 'utf8')
    store = await testStore(world)
    mailbox = await world.given.workingMailbox()
    password = await store.password(mailbox.id, mailbox.casella_pec)
    server = await startImap({
      host: '127.0.0.1',
      port: 0,
      signIns: signIns(
        store,
        passwordCheck(store.database.kysely, () => 0),
      ),
      secureContext: createSecureContext({ cert, key }),
      maxMessageBytes: 1_000_000,
      onProblem: (error) => problems.push(error),
    })
  })
  afterAll(async () => {
    await server.close()
    await store[Symbol.asyncDispose]()
    await authority[Symbol.asyncDispose]()
    expect(problems).toEqual([])
  })

  const client = async (pass = password) => {
    const imap = new ImapFlow({
      host: 'localhost',
      port: server.port,
      secure: false,
      doSTARTTLS: true,
      tls: { ca },
      auth: { user: mailbox.casella_pec, pass },
      logger: false,
    })
    await imap.connect()
    return imap
  }
  const signedIn = async () => {
    const raw = new RawClient(server.port)
    await raw.until(/^\* OK/)
    await raw.send(`a LOGIN ${mailbox.casella_pec} ${password}\r\n`).until(/a OK/)
    return raw
  }

  it('is a place to keep, find, sort and throw away letters', async () => {
    const imap = await client()
    expect((await imap.list()).map(({ path, specialUse }) => [path, specialUse]).sort()).toEqual([
      ['Drafts', '\\Drafts'],
      ['INBOX', '\\Inbox'],
      ['Sent', '\\Sent'],
      ['Storico', '\\Archive'],
      ['Trash', '\\Trash'],
    ])
    await imap.mailboxCreate('Clienti/2026')
    const first = await imap.append('INBOX', letter('Primo'), ['\\Flagged'], new Date('2026-11-20T08:00:00Z'))
    await imap.append('INBOX', letter('=?utf-8?q?Perch=C3=A9?=', 'Un testo raro'))
    await imap.append('INBOX', letter('Terzo'))
    expect(first).toMatchObject({ destination: 'INBOX', uid: 1 })

    const lock = await imap.getMailboxLock('INBOX')
    const fetched = await imap.fetchOne('1', {
      uid: true,
      flags: true,
      envelope: true,
      bodyStructure: true,
      internalDate: true,
      size: true,
      bodyParts: ['1', '2.TEXT', '2.HEADER'],
    })
    if (fetched === false) throw new Error('nothing was fetched')
    expect(fetched.envelope).toMatchObject({
      subject: 'Primo',
      from: [{ name: 'Rossi, Mario', address: 'mario@example.com' }],
      to: [{ address: 'anna@example.com' }],
    })
    expect(fetched).toMatchObject({ uid: 1, size: letter('Primo').length })
    expect(new Date(fetched.internalDate ?? 0).toISOString()).toBe('2026-11-20T08:00:00.000Z')
    expect([...(fetched.flags ?? [])].sort()).toEqual(['\\Flagged', '\\Recent'])
    expect(fetched.bodyStructure?.childNodes?.map(({ type }) => type)).toEqual(['text/plain', 'message/rfc822'])
    const parts = Object.fromEntries([...(fetched.bodyParts ?? [])].map(([name, part]) => [name, part.toString()]))
    expect(parts).toEqual({
      '1': 'Buongiorno perch=C3=A9',
      '2.text': 'within',
      '2.header': 'Subject: inside\r\n\r\n',
    })

    expect(await imap.search({ header: { subject: 'perché' } }, { uid: true })).toEqual([2])
    expect(await imap.search({ body: 'testo RARO perché' }, { uid: true })).toEqual([2])
    expect(await imap.search({ or: [{ flagged: true }, { subject: 'terzo' }], before: '2030-01-01' })).toEqual([1, 3])
    expect(await imap.search({ not: { seen: true }, since: '2026-11-20', smaller: 10_000 })).toEqual([1, 2, 3])

    await imap.messageFlagsAdd('2', ['\\Seen', 'Importante'])
    expect(await imap.search({ keyword: 'Importante', seen: true })).toEqual([2])
    const copied = await imap.messageCopy('1:2', 'Clienti/2026')
    expect(copied && copied.uidMap).toEqual(
      new Map([
        [1, 1],
        [2, 2],
      ]),
    )
    await imap.messageMove('3', 'Trash')
    await imap.messageDelete('1')
    expect(imap.mailbox && imap.mailbox.exists).toBe(1)
    lock.release()

    const status = await imap.status('Clienti/2026', { messages: true, unseen: true, uidNext: true, recent: true })
    expect(status).toMatchObject({ messages: 2, unseen: 1, uidNext: 3, recent: 2 })
    const quota = await imap.getQuota('INBOX')
    // Four letters, counted in whole kilobytes.
    expect(quota && quota.storage).toMatchObject({ usage: 2 * 1024, limit: 2048 * 1024 * 1024 })
    await imap.mailboxRename('Clienti/2026', 'Vecchi')
    await imap.mailboxDelete('Vecchi')
    await imap.logout()
  })

  it('tells a client that waits of what arrives and of what another one does', async () => {
    const [waiting, other] = [await client(), await client()]
    await waiting.mailboxOpen('INBOX')
    const counts: number[] = []
    const gone: number[] = []
    waiting.on('exists', ({ count }: { count: number }) => counts.push(count))
    waiting.on('expunge', ({ seq }: { seq: number }) => gone.push(seq))
    const idle = waiting.idle()
    await other.append('INBOX', letter('Nuovo'))
    await expect.poll(() => counts, patient).toEqual([2])
    await other.mailboxOpen('INBOX')
    await other.messageDelete('1')
    await expect.poll(() => gone, patient).toEqual([1])
    await other.append('INBOX', letter('Ancora'))
    await expect.poll(() => counts, patient).toEqual([2, 2])
    await waiting.noop()
    await idle
    await Promise.all([waiting.logout(), other.logout()])
  })

  it('gives every message a number of its own, however many arrive at once', async () => {
    const clients = await Promise.all([client(), client(), client()])
    await clients[0].mailboxCreate('Insieme')
    const appended = await Promise.all(
      clients.flatMap((imap) => Array.from({ length: 10 }, () => imap.append('Insieme', letter('Molti')))),
    )
    const uids = appended.map((one) => (one === false ? 0 : (one.uid ?? 0))).sort((one, two) => one - two)
    expect(uids).toEqual(Array.from({ length: 30 }, (_, at) => at + 1))
    await Promise.all(clients.map((imap) => imap.logout()))
  })

  it('opens with 10,000 messages', async () => {
    const imap = await client()
    await imap.mailboxCreate('Grande')
    await imap.append('Grande', letter('Uno di tanti'))
    await store.database.pool.query(`
      with template as (select b.*, f.id as folder_id from gestore.bodies b join gestore.mails m on m.body_id = b.id
        join gestore.folders f on f.id = m.folder_id where f.name = 'Grande'),
      made as (insert into gestore.bodies (id, size_bytes, header, content, envelope, body_structure)
        select gen_random_uuid(), size_bytes, header, ''::bytea, envelope, body_structure
        from template, generate_series(2, 10000) returning id),
      put as (insert into gestore.mails (folder_id, uid, body_id, received_at, version)
        select folder_id, 1 + row_number() over (), made.id, now(), 1 from made, template returning 1)
      update gestore.folders set messages = 10000, uid_next = 10001 where name = 'Grande'`)
    await imap.mailboxOpen('Grande')
    let messages = 0
    for await (const message of imap.fetch('1:*', { flags: true, envelope: true, internalDate: true })) {
      if (message.envelope?.subject === 'Uno di tanti') messages += 1
    }
    expect(messages).toBe(10_000)
    await imap.messageDelete('1:9000')
    expect(imap.mailbox && imap.mailbox.exists).toBe(1_000)
    await imap.logout()
  })

  world.refuses(166, 'what a mailbox sent at a server without a test gestore', () =>
    mailbox.customer.get(`/v1/pec/${mailbox.id}/mail/sent`),
  )
  world.refuses(166, 'a password of its mail there', () =>
    mailbox.customer.post(`/v1/pec/${mailbox.id}/mail/password`, {}),
  )
  world.refuses(166, 'mail of a server without a test gestore', () =>
    mailbox.customer.get(`/v1/pec/${mailbox.id}/mail`),
  )

  it('is open to the client of another language, too', async () => {
    const script = `
import imaplib, sys
imap = imaplib.IMAP4('127.0.0.1', ${server.port})
imap.login('${mailbox.casella_pec}', '${password}')
print(imap.append('INBOX', '(\\\\Seen)', None, b'Subject: da python\\r\\n\\r\\nciao\\r\\n')[0])
imap.select('INBOX')
found = imap.search(None, 'SUBJECT', 'python')[1][0].split()
print(len(found), imap.fetch(found[-1], '(FLAGS BODY.PEEK[TEXT]<1.2>)')[1][0][1])
print(imap.getquotaroot('INBOX')[0], imap.logout()[0])`
    const { stdout } = await promisify(execFile)('python3', ['-c', script])
    expect(stdout).toBe("OK\n1 b'ia'\nOK BYE\n")
  })

  it('does not fall for what no client would send', async () => {
    const raw = await signedIn()
    await raw.send(`b SELECT ${'x'.repeat(70_000)}\r\n`).until(/^b BAD|^\* BAD/)
    await raw.send('c SEARCH {99999999}\r\n').until(/c NO \[TOOBIG\]/)
    await raw.send(`d APPEND INBOX {2000000+}\r\n${'y'.repeat(2_000_000)}\r\n`).until(/d NO \[TOOBIG\]/)
    await raw.send('e SELECT INBOX\r\n').until(/e OK/)
    await raw.send(`f SEARCH ${'('.repeat(200)}ALL${')'.repeat(200)}\r\n`).until(/f BAD/)
    await raw.send(`g SEARCH ${'NOT '.repeat(5_000)}ALL\r\n`).until(/g BAD/)
    await raw.send(`h UID SEARCH ${Array.from({ length: 8_000 }, () => '1:*').join(',')}\r\n`).until(/h OK/)
    await raw.send('i FETCH 1:* (BODY[9.9.9] BODY[1.MIME] BODY[HEADER.FIELDS (SUBJECT)] BODY[]<5.1>)\r\n').until(/i OK/)
    await raw.send('j FETCH 4294967296 FLAGS\r\nk STORE 1 FLAGS (\\Nonsense)\r\nl NONSENSE\r\n').until(/l BAD/)
    await raw.send(`m LIST "" ${'%*'.repeat(100)}\r\n`).until(/m OK/)
    await raw.send('n CREATE "a\rb"\r\no CREATE ../x//y\r\np RENAME INBOX z\r\n').until(/p NO/)
    await raw.send('q LIST "" {3}\r\n').until(/^\+/)
    await raw
      .send('%')
      .send('\r\n\r\n')
      .until(/q (OK|BAD)/)
    await raw.send('\0\xff\r\nr NOOP\r\n').until(/r OK/)
    raw.end()
  })

  it('ends with the password, and with the mailbox', async () => {
    const stranger = new RawClient(server.port)
    await stranger.until(/^\* OK/)
    await stranger.send(`a LOGIN ${mailbox.casella_pec} {900000000}\r\n`).until(/a NO/)
    await stranger.send(`b SELECT INBOX\r\nc LOGIN x y\r\n`).until(/b BAD[^]*c NO \[AUTHENTICATIONFAILED\]/)
    // What was sent before encryption began is not read after it.
    await stranger.send('d STARTTLS\r\ne NOOP\r\n').until(/d OK/)
    stranger.end()

    const [raw, other] = [await signedIn(), await signedIn()]
    const before = password
    password = await store.password(mailbox.id, mailbox.casella_pec)
    await raw.send('x LIST "" *\r\n').until(/\* BYE/)
    await raw.closed()
    other.end()
    await expect(client(before)).rejects.toThrow()

    const last = await signedIn()
    const revoked = await mailbox.customer.delete(`/pec/${mailbox.id}`)
    expect(revoked.error, revoked.text).toBeNull()
    await last.send('x STATUS INBOX (MESSAGES)\r\n').until(/\* BYE/)
    await expect(client()).rejects.toThrow()
  })
})
