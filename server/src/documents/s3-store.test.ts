import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFakeS3 } from './fake-server.ts'
import { ObjectMissingError } from './object-store.ts'
import { s3Store } from './s3-store.ts'

const account = { region: 'eu-south-1', bucket: 'documents', accessKeyId: 'id', secretAccessKey: 'secret', pageSize: 2 }
let fake: Awaited<ReturnType<typeof startFakeS3>>
let store: ReturnType<typeof s3Store>

beforeEach(async () => {
  fake = await startFakeS3(account)
  store = s3Store({ ...account, endpoint: fake.endpoint })
})
afterEach(async () => {
  await store.close()
  await fake.close()
})

// The fake checks every signature; the same store was also run against OpenStack Swift.
describe('s3Store, against a fake service,', () => {
  it('keeps exactly the bytes, gives, lists in pages, and removes', async () => {
    const bytes = randomBytes(300_000)
    await store.put('mailbox/1/a', bytes)
    expect(fake.objects.get('mailbox/1/a')?.equals(bytes)).toBe(true)
    expect(Buffer.from(await store.get('mailbox/1/a')).equals(bytes)).toBe(true)
    for (const key of ['mailbox/1/b', 'mailbox/2/a', 'request/1/a']) await store.put(key, Buffer.from(key))
    expect(await all(store.list(''))).toHaveLength(4)
    expect(await all(store.list('mailbox/'))).toEqual(['mailbox/1/a', 'mailbox/1/b', 'mailbox/2/a'])
    await store.delete('mailbox/1/a')
    await store.delete('mailbox/1/a')
    await expect(store.get('mailbox/1/a')).rejects.toThrow(ObjectMissingError)
  })

  it('addresses the bucket by path, and the key as it is', async () => {
    await store.put('mailbox/1/a-b', Buffer.from('x'))
    expect(fake.requests).toEqual(['PUT /documents/mailbox/1/a-b'])
  })

  it('asks nothing for a key that is none', async () => {
    await expect(store.put('../x', Buffer.from('x'))).rejects.toThrow('not an object key')
    await expect(store.get('A')).rejects.toThrow('not an object key')
    await expect(store.delete('')).rejects.toThrow('not an object key')
    expect(fake.requests).toEqual([])
  })

  it('checks the bucket, its name and the secret', async () => {
    await store.look()
    await store.tryOut()
    expect(fake.objects.size).toBe(0)
    for (const wrong of [{ bucket: 'other' }, { secretAccessKey: 'wrong' }, { region: 'us-east-1' }]) {
      const other = s3Store({ ...account, endpoint: fake.endpoint, ...wrong })
      await expect(other.tryOut()).rejects.toThrow('S3_BUCKET')
      await expect(other.look()).rejects.toThrow('S3_BUCKET')
      await expect(other.put('a', Buffer.from('x'))).rejects.toThrow()
      await other.close()
    }
    expect(fake.objects.size).toBe(0)
    const nobody = s3Store({ ...account, endpoint: 'http://127.0.0.1:1' })
    await expect(nobody.tryOut()).rejects.toThrow('S3_ENDPOINT cannot be reached (ECONNREFUSED)')
    await nobody.close()
  })
})

async function all(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const key of keys) found.push(key)
  return found
}

it('s3Store gives up a service that hangs with its connections, and uses it again once it answers', async () => {
  let isHanging = true
  const sockets = new Set<Socket>()
  const through = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    if (isHanging) return
    const behind = connect(Number(new URL(fake.endpoint).port), '127.0.0.1').on('error', () => undefined)
    socket.pipe(behind).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(through, 'listening')
  const { port } = through.address() as AddressInfo
  const patient = s3Store({ ...account, endpoint: `http://127.0.0.1:${port}` }, { answersWithinMs: 1_000 })
  try {
    // More than the client keeps connections.
    const puts = Array.from({ length: 60 }, (_, n) => patient.put(`mailbox/1/${n}`, Buffer.from('x')))
    for (const put of await Promise.allSettled(puts)) expect(put.status).toBe('rejected')
    isHanging = false
    const answers = () =>
      patient.put('mailbox/1/again', Buffer.from('x')).then(
        () => true,
        () => false,
      )
    await expect.poll(answers, { timeout: 10_000 }).toBe(true)
  } finally {
    await patient.close()
    for (const socket of sockets) socket.destroy()
    through.close()
  }
})
