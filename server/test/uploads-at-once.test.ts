// Many uploads at once: what they hold of the server's memory is bounded, they wait for their turn, and nobody else suffers.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../src/http/receive-body.ts'
import { pdfText, registration } from '../src/testing/fixtures.ts'
import { headOf, sendRaw } from '../src/testing/raw-http.ts'
import { startServer } from '../src/testing/world.ts'
import type { GivenMailbox } from '../src/testing/world.ts'

const MB = 1024 * 1024

describe('uploads at once', () => {
  const world = startServer({ MAX_REQUEST_MB: '4', MAX_DOCUMENT_MB: '3', UPLOAD_MEMORY_MB: '8' })
  const usual = { ...limits }
  const open: Socket[] = []
  beforeEach(() => void Object.assign(limits, usual))
  afterEach(() => {
    Object.assign(limits, usual)
    for (const socket of open.splice(0)) socket.destroy()
  })

  const pathOf = ({ id }: GivenMailbox) => `/pec/${id}/attivazione`

  /** A body of that size with one document in it, which begins like a PDF. */
  async function bodyOf(bytes: number): Promise<string> {
    const text = await pdfText()
    return (
      JSON.stringify({ nota: ' ', documenti: text }) + ' '.repeat(Math.max(0, Math.min(bytes, 900_000) - text.length))
    )
  }

  /** Sends the head and the beginning of an upload, and holds the rest back. */
  async function begin(mailbox: GivenMailbox, bytes: number) {
    const { hostname, port } = new URL(world.baseUrl)
    const socket = connect(Number(port), hostname)
    open.push(socket)
    socket.on('error', () => undefined)
    let text = ''
    socket.on('data', (part) => (text += part.toString()))
    await once(socket, 'connect')
    const body = Buffer.alloc(bytes, ' ')
    body.write(JSON.stringify({ documenti: await pdfText() }))
    socket.write(
      headOf('PATCH', pathOf(mailbox), {
        authorization: `Bearer ${mailbox.customer.token}`,
        'content-type': 'application/json',
        'content-length': bytes,
      }),
    )
    socket.write(body.subarray(0, 100_000))
    return {
      async finish() {
        socket.write(body.subarray(100_000))
        while (!text.includes('"error":')) await once(socket, 'data')
        return text
      },
      text: () => text,
    }
  }

  it('are all taken where they are small, two hundred and more', async () => {
    const mailbox = await world.given.registeredMailbox()
    const body = await bodyOf(1_000)
    const replies = await Promise.all(Array.from({ length: 200 }, () => mailbox.customer.patch(pathOf(mailbox), body)))
    const count = (error: unknown) => replies.filter((reply) => reply.error === error).length
    // One is the first; for the others the mailbox has its documents already.
    expect([count(null), count(267)]).toEqual([1, 199])
  })

  it('wait for their turn where they are large, one after the other of one account', async () => {
    const customer = await world.customer()
    const [first, second] = [
      await world.given.registeredMailbox({}, customer),
      await world.given.registeredMailbox({}, customer),
    ]
    const held = await begin(first, 950_000 * 4)
    const waiting = await begin(second, 950_000 * 4)
    expect(await held.finish()).toMatch(/^HTTP\/1\.1 /)
    expect(await waiting.finish()).toMatch(/^HTTP\/1\.1 /)
  })

  it('leave everybody else alone: reads, small uploads, another account', async () => {
    const [mine, theirs] = [await world.customer(), await world.customer()]
    const large = await world.given.registeredMailbox({}, mine)
    const other = await world.given.registeredMailbox({}, theirs)
    for (let n = 0; n < 10; n += 1) await begin(large, 4 * MB)
    expect((await mine.get(`/pec/${large.id}`)).error).toBeNull()
    expect((await theirs.patch(pathOf(other), await bodyOf(1_000))).error).toBeNull()
    expect((await theirs.get('/pec')).error).toBeNull()
    expect((await mine.patch(pathOf(large), await bodyOf(1_000))).error).toBeNull()
  })

  it('111 · are refused with Retry-After when their turn does not come', async () => {
    const mailbox = await world.given.registeredMailbox()
    Object.assign(limits, { turnWithinMs: 50 })
    await begin(mailbox, 4 * MB)
    const refused = await begin(mailbox, 4 * MB)
    const answer = await refused.finish()
    expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1[^]*"error":111/i)
    expect((await mailbox.customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({ stato: 'registrata' })
  })

  it('111 · give way when they take long to arrive and another account waits for the room', async () => {
    const [slow, waiting] = [await world.given.registeredMailbox(), await world.given.registeredMailbox()]
    Object.assign(limits, { turnWithinMs: 50 })
    const held = await begin(slow, 4 * MB)
    const next = await begin(waiting, 4 * MB)
    expect(await next.finish()).toMatch(/^HTTP\/1\.1 \d+ [^]*"error":(?!111)/)
    expect(held.text()).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1[^]*"error":111/i)
    expect((await slow.customer.get(`/pec/${slow.id}`)).data).toMatchObject({ stato: 'registrata' })
  })

  it('give their room back when their sender goes away', async () => {
    const mailbox = await world.given.registeredMailbox()
    await begin(mailbox, 4 * MB)
    open.at(-1)?.destroy()
    // It has its turn before this one, and is gone by then.
    await begin(mailbox, 4 * MB)
    open.at(-1)?.destroy()
    const next = await begin(mailbox, 2 * MB)
    expect(await next.finish()).toContain('"error":')
  })
})

describe('bodies without documents, many at once', () => {
  const usual = { ...limits }
  const world = startServer()
  afterEach(() => void Object.assign(limits, usual))

  it('111 · of strangers wait for strangers alone, and of one address half of the room', async () => {
    Object.assign(limits, { turnWithinMs: 50, requestWithinMs: 1_000 })
    const head = headOf('POST', '/pec', { 'content-length': MB })
    const answers = Array.from({ length: 40 }, () => sendRaw(world, [head, '{'], (text) => text.includes('"error":')))
    const customer = await world.customer()
    const body = JSON.stringify(registration()).padEnd(900_000)
    expect((await customer.post('/pec', body)).error).toBeNull()
    expect((await world.stranger().post('/pec', registration())).error).toBe(125.22)
    const numbers = (await Promise.all(answers)).map((answer) => /"error":(\d+)/.exec(answer)?.[1])
    expect(new Set(numbers)).toEqual(new Set(['111', '119']))
  })
})

describe('connections', () => {
  const world = startServer({ MAX_CONNECTIONS: '10' })

  it('are bounded; one too many closes those that are idle, and the next has room', async () => {
    const { hostname, port } = new URL(world.baseUrl)
    const idle = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = connect(Number(port), hostname)
        socket.write(headOf('GET', '/healthz', {}))
        await once(socket, 'data')
        return socket
      }),
    )
    const closed = Promise.all(idle.map((socket) => once(socket.resume(), 'close')))
    expect(await sendRaw(world, [headOf('GET', '/healthz', {})])).toBe('')
    await closed
    expect((await world.stranger().get('/healthz')).status).toBe(200)
  })
})
