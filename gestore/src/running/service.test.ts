// The vendor's HTTP service for sending and reading, as its clients call it.
import { beforeAll, describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../server/src/testing/caller.ts'
import { startServer } from '../../../server/src/testing/world.ts'
import type { GivenMailbox } from '../../../server/src/testing/world.ts'

const ports = { SMTP_PORT: '0', POP3_PORT: '0', IMAP_PORT: '0' }
const patient = { timeout: 20_000 }

describe('the HTTP service for sending and reading', () => {
  const world = startServer({ MAIL: 'on', ...ports })
  let mario: GivenMailbox
  let anna: GivenMailbox
  const passwords = new Map<string, string>()
  beforeAll(async () => {
    await world.context.startMail()
    mario = await world.given.workingMailbox({ casella_pec: 'mario@testcert.legalmail.it' })
    anna = await world.given.workingMailbox({ casella_pec: 'anna@testcert.legalmail.it' }, mario.customer)
    for (const { customer, id } of [mario, anna]) {
      const reply = await customer.post(`/v1/pec/${id}/mail/password`, {})
      passwords.set(id, String(memberOf(reply.data, 'password')))
    }
  })

  const signIn = ({ id, casella_pec }: GivenMailbox) => ({ username: casella_pec, password: passwords.get(id) ?? '' })
  const call = async (method: string, path: string, whose: GivenMailbox, more: Record<string, string> = {}) => {
    const { username, password } = signIn(whose)
    const headers = {
      authorization: `Bearer ${whose.customer.token}`,
      'x-username': username,
      'x-password': password,
      ...more,
    }
    const answer = await fetch(world.baseUrl + path, { method, headers })
    return { status: answer.status, answer: JSON.parse(await answer.text()) }
  }
  const send = async (changes: Record<string, unknown> = {}, token = mario.customer.token) => {
    const letter = {
      sender: mario.casella_pec,
      recipient: anna.casella_pec,
      subject: 'Città di Castello: contratto',
      body: '<p>In allegato perché serve</p>',
      ...signIn(mario),
    }
    const answer = await fetch(`${world.baseUrl}/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...letter, ...changes }),
    })
    return { status: answer.status, answer: JSON.parse(await answer.text()) }
  }

  it('sends a message with attachments, and finds by its code what came back', async () => {
    const file = Buffer.from('%PDF-1.4 contratto').toString('base64')
    const attachments = [
      { name: 'contratto.pdf', file: `data:application/pdf;base64,${file}` },
      { name: 'copia.txt', file },
    ]
    const sent = await send({ attachments })
    expect(sent).toEqual({
      status: 201,
      answer: { success: true, message: 'Email sent', sent: true, message_id: expect.stringMatching(/^\d{16}$/) },
    })
    const code = String(sent.answer.message_id)
    const subjects = async () => {
      const { answer } = await call('GET', `/send/${code}`, mario)
      return Array.isArray(answer.data) ? answer.data.map(({ object }: { object: string }) => object) : answer.message
    }
    await expect
      .poll(subjects, patient)
      .toEqual([`ACCETTAZIONE: [TEST] Città di Castello: contratto ${code}`, expect.stringMatching(/^CONSEGNA: /)])
    const { answer } = await call('GET', `/send/${code}`, mario)
    expect(Object.keys(answer.data[0])).toEqual(['sender', 'recipient', 'data', 'object', 'message'])
    expect(answer.data[1]).toMatchObject({ recipient: mario.casella_pec, message: expect.stringContaining('anna@') })
    expect(new Date(answer.data[0].data).getTime()).not.toBeNaN()

    // Another mailbox knows nothing of the code, and once it is forgotten this one does not either.
    expect(await call('GET', `/send/${code}`, anna)).toEqual({
      status: 404,
      answer: { success: false, message: 'Result empty' },
    })
    expect((await call('DELETE', `/send/${code}`, mario)).answer).toEqual({ success: true, message: 'Email deleted' })
    expect(await call('DELETE', `/send/${code}`, mario)).toEqual({
      status: 404,
      answer: { success: false, message: 'Email not found' },
    })
  })

  it('lists an inbox, finds in it, reads and removes a message', async () => {
    const { status, answer } = await call('GET', '/inbox?q=castello', anna)
    expect(status).toBe(200)
    expect(answer).toMatchObject({ success: true, page: 1, total: 1, n_of_pages: 1 })
    const [found] = answer.data
    expect(found).toEqual({
      sender: mario.casella_pec,
      recipient: anna.casella_pec,
      date: expect.any(String),
      object: expect.stringMatching(/^POSTA CERTIFICATA: .*Città di Castello: contratto \d{16}$/),
      id: expect.any(String),
    })
    expect((await call('GET', '/inbox?q=nessuno', anna)).answer).toMatchObject({ data: [], total: 0, n_of_pages: 0 })
    const read = await call('GET', `/inbox/${found.id}`, anna)
    const body = new URLSearchParams(`body=${read.answer.data.body}`).get('body')
    expect(body).toContain('<p>In allegato perché serve</p>')
    expect(read.answer.data.object).toBe(found.object)
    const { usage, limit } = (await call('GET', '/quota/INBOX', anna)).answer.data
    expect(usage).toBeGreaterThan(0)
    expect(limit).toBe(2_097_152)
    expect((await call('DELETE', `/inbox/${found.id}`, anna)).answer).toEqual({
      success: true,
      message: 'Message deleted',
    })
    expect(await call('GET', `/inbox/${found.id}`, anna)).toEqual({
      status: 404,
      answer: { success: false, message: 'Message not found' },
    })
    expect((await call('GET', '/quota/INBOX', anna)).answer.data.usage).toBeLessThan(usage)
  })

  it('takes the names other clients use, and forms', async () => {
    const {
      sender: from,
      recipient: to,
      subject: object,
      ...rest
    } = {
      ...{ sender: mario.casella_pec, recipient: `${anna.casella_pec}, chiunque@pec.altro-gestore.test` },
      ...{ subject: 'modulo', body: 'testo', ...signIn(mario) },
    }
    const form = new URLSearchParams({ from, to, object, ...rest })
    const answer = await fetch(`${world.baseUrl}/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${mario.customer.token}` },
      body: form,
    })
    expect(answer.status).toBe(201)
  })

  it('refuses whoever is somebody else, and what is no message, with the words of the service', async () => {
    const unauthorized = { status: 401, answer: { success: false, message: 'Authorization is not valid or empty' } }
    const bad = (message: string) => ({ status: 400, answer: { success: false, message } })
    expect(await send({}, 'nobody')).toEqual(unauthorized)
    expect(await send({ password: 'wrong' })).toEqual(unauthorized)
    expect(await call('GET', '/inbox', mario, { 'x-password': '' })).toEqual(unauthorized)
    const stranger = await world.customer()
    expect(await send({}, stranger.token)).toEqual(unauthorized)
    const developer = await world.member('read-only', mario.customer)
    expect((await send({}, developer.token)).status).toBe(403)

    expect(await send({ recipient: [] })).toEqual(bad('recipient is required'))
    expect(await send({ recipient: 'nessuno' })).toEqual(bad('recipient is no address'))
    expect(await send({ recipient: 'a@b.it\r\nBcc: c@d.it' })).toEqual(bad('recipient is no address'))
    expect(await send({ sender: anna.casella_pec })).toEqual(bad('sender is not the address of this mailbox'))
    expect(await send({ subject: undefined })).toEqual(bad('subject is required'))
    expect(await send({ object: 'un altro' })).toEqual(bad('subject and object say different things'))
    expect(await send({ attachments: [{ name: 'x', file: '/etc/passwd\0' }] })).toEqual(
      bad('the file of an attachment is neither base64 nor a data URI'),
    )
    expect(await call('GET', '/inbox?page=0', mario)).toEqual(bad('page is not valid'))
    expect(await call('GET', '/quota/Bozze', mario)).toEqual(bad('Mailbox is not valid'))
    expect((await call('GET', '/inbox', mario, { 'x-sandbox-refuse': '500' })).status).toBe(500)
  })

  it('writes a subject with line breaks as one line, and no header of its own', async () => {
    const sent = await send({ subject: 'uno\r\nBcc: terzo@testcert.legalmail.it\r\n\r\ndue' })
    const read = async () => {
      const { answer } = await call('GET', `/inbox?q=${String(sent.answer.message_id)}`, anna)
      return answer.total
    }
    await expect.poll(read, patient).toBe(1)
  })

  it('is told message by message: what was heard of each recipient, and why not', async () => {
    const other = (name: string) => `${name}@pec.altro-gestore.test`
    // What goes to a gestore that is down waits whole.
    await send({ subject: 'a nessuno', recipient: other('spenta') })
    const recipient = [anna.casella_pec, other('inesistente'), other('piena'), 'fuori@example.com']
    const { answer } = await send({ subject: 'a tutti', recipient })
    const code = String(answer.message_id)
    const listed = async (query = '') => {
      const reply = await mario.customer.get(`/v1/pec/${mario.id}/mail/sent${query}`)
      expect(reply.error, reply.text).toBeNull()
      return { items: itemsOf(reply.data), next: memberOf(reply.data, 'next') }
    }
    const heard = async (of = 'a tutti') => {
      const found = (await listed()).items.find((one) => String(memberOf(one, 'subject')).startsWith(of))
      const recipients = memberOf(found, 'recipients')
      return (Array.isArray(recipients) ? recipients : []).map((one: unknown) =>
        [memberOf(one, 'address'), memberOf(one, 'state'), memberOf(one, 'reason')].join(' '),
      )
    }
    const ends = [
      'anna@testcert.legalmail.it delivered ',
      'fuori@example.com failed ordinary-mail',
      'inesistente@pec.altro-gestore.test failed unknown',
      'piena@pec.altro-gestore.test failed full',
    ]
    await expect.poll(() => heard(), patient).toEqual(ends)
    expect(await heard('a nessuno')).toEqual(['spenta@pec.altro-gestore.test waiting '])
    expect((await listed()).items[0]).toMatchObject({
      subject: `a tutti ${code}`,
      state: 'accepted',
      recipient_count: 4,
      message_id: expect.stringContaining(code),
    })
    const pages = await listed('?limit=1')
    expect((await listed(`?limit=1&cursor=${String(pages.next)}`)).items).toEqual([(await listed()).items[1]])

    await mario.customer.post('/v1/sandbox/clock', { advance: 'PT25H' })
    expect(await heard('a nessuno')).toEqual(['spenta@pec.altro-gestore.test expired '])
  })
})
