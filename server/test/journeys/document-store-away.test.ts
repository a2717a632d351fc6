// A document store that accepts and never answers costs its own calls an answer, and nobody else anything; what a process
// left there without a row is swept.
import { once } from 'node:events'
import { utimes } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentVault } from '../../src/documents/documents.ts'
import { s3Store } from '../../src/documents/s3-store.ts'
import { sweepDocuments } from '../../src/jobs/sweep-documents.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

describe('a document store that never answers', () => {
  const world = startServer()
  const sockets = new Set<Socket>()
  let server: Server
  let store: ReturnType<typeof s3Store>

  beforeAll(async () => {
    server = createServer((socket) => void sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    store = s3Store({
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'b',
      region: 'r',
      accessKeyId: 'a',
      secretAccessKey: 's',
    })
  })
  afterAll(async () => {
    await store.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  it('refuses uploads with 503 in time, keeps nothing of them, and leaves every other call alone', async () => {
    const customer = await world.customer({ creditCents: 10_000_000 })
    const mailboxes = []
    for (let n = 0; n < 30; n += 1) mailboxes.push(await world.given.registeredMailbox({}, customer))
    const [asked] = mailboxes
    const documenti = await pdfText()
    const working = world.context.vault
    world.context.vault = documentVault({ store, keyring: world.context.keyring, answersWithinMs: 3_000 })
    try {
      const uploads = mailboxes.map(({ id }) => customer.patch(`/pec/${id}/attivazione`, { documenti }))
      while (sockets.size === 0) await once(server, 'connection')
      const credit = await customer.credit()
      const first = Promise.race(uploads).then(() => 'an upload')
      // More than the pool has connections, while every upload waits.
      const others = Array.from({ length: 40 }, async (_, n) => {
        const reply =
          n % 2 === 0 ? await customer.get(`/pec/${asked?.id}`) : await customer.post('/pec', registration())
        expect(reply.error, reply.text).toBeNull()
      })
      expect(await Promise.race([first, Promise.all(others).then(() => 'the others')])).toBe('the others')
      expect(Number(credit) - Number(await customer.credit())).toBe(20 * 64)
      for (const reply of await Promise.all(uploads)) {
        expect([reply.status, reply.error, reply.headers.get('retry-after')]).toEqual([503, 111, '1'])
      }
      expect(world.logLines.filter((line) => line.includes('StoreUnavailableError'))).toEqual([
        expect.stringContaining('"cause":"documents"'),
      ])
    } finally {
      world.context.vault = working
    }
    for (const { id } of mailboxes) {
      expect(memberOf((await customer.get(`/pec/${id}`)).data, 'stato')).toBe('registrata')
      expect((await customer.patch(`/pec/${id}/attivazione`, { documenti })).error).toBeNull()
    }
    const rows = await world.context.database.pool.query('select 1 from documents')
    expect(rows.rowCount).toBe(30)
  })

  it('leaves objects that are swept a week later, if their owner is known', async () => {
    const { customer, id } = await world.given.submittedMailbox()
    const key = (name: string, owner = id) => `mailbox/${owner}/${name}`
    const unknown = key('d', 'f'.repeat(24))
    for (const one of [key('a'), key('b'), unknown]) await world.context.objects.put(one, Buffer.from('left'))
    const aMonthAgo = new Date(world.context.clock.realNow().getTime() - 30 * 86_400_000)
    for await (const one of world.context.objects.list(''))
      if (one !== key('b')) await utimes(join(world.context.dataFolder, 'documents', one), aMonthAgo, aMonthAgo)
    expect(await sweepDocuments.run(world.context, world.context.clock.now())).toBe(1)
    const left: string[] = []
    for await (const one of world.context.objects.list('')) left.push(one)
    expect(left).toEqual(expect.arrayContaining([key('b'), unknown]))
    expect(left).not.toContain(key('a'))
    const { rows } = await world.context.database.pool.query<{ name: string }>(
      'select name from documents where owner_id = $1',
      [id],
    )
    const operator = await world.operator()
    for (const { name } of rows) expect((await operator.get(`/v1/operator/documents/${id}/${name}`)).status).toBe(200)
    expect((await customer.get(`/pec/${id}`)).error).toBeNull()
  })
})
