import { randomBytes } from 'node:crypto'
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
