import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentVault } from './documents.ts'
import type { DocumentOwner } from './documents.ts'
import { folderStore } from './folder-store.ts'
import { ObjectMissingError, StoreUnavailableError } from './object-store.ts'
import type { ObjectStore } from './object-store.ts'
import { keyringOf } from './keyring.ts'
import { SealBrokenError } from './sealing.ts'

const owner: DocumentOwner = { kind: 'mailbox', id: '6046aa9c3a716857774a4373' }
const other: DocumentOwner = { kind: 'mailbox', id: '6046aa9c3a716857774a4374' }
const encryptionKey = Buffer.alloc(32, 7)
const newerKey = Buffer.alloc(32, 8)
const keyring = keyringOf(encryptionKey)
let root: string
let store: ObjectStore

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ceralacca-vault-'))
  store = folderStore(root)
})
afterEach(() => rm(root, { recursive: true }))

function doc(n: number, text = `document ${n}`) {
  const bytes = Buffer.from(text)
  return { name: `${owner.id}_${n}_attivazione.pdf`, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** A store on the same folder whose `failing`th put fails, before or after the bytes are there. */
function failingStore(failing: number, when: 'before' | 'after'): ObjectStore {
  let puts = 0
  return {
    ...store,
    async put(key, bytes) {
      puts += 1
      if (puts !== failing || when === 'after') await store.put(key, bytes)
      if (puts === failing) throw new Error('disk full')
    },
  }
}

describe('documentVault', () => {
  it('keeps documents sealed and gives them back', async () => {
    const vault = documentVault({ store, keyring })
    const kept = await vault.keep(owner, [doc(0), doc(1)])
    expect(kept).toMatchObject([
      { name: `${owner.id}_0_attivazione.pdf`, sizeBytes: 10, sha256: doc(0).sha256 },
      { name: `${owner.id}_1_attivazione.pdf`, sizeBytes: 10, sha256: doc(1).sha256 },
    ])
    for (const [n, { key, name }] of kept.entries()) {
      expect(Buffer.from(await vault.read({ key, name, owner })).toString()).toBe(`document ${n}`)
      expect(Buffer.from(await store.get(key)).includes('document')).toBe(false)
    }
  })

  it('names objects by their owner and sealed content, never twice alike', async () => {
    const vault = documentVault({ store, keyring })
    const [one, two] = [...(await vault.keep(owner, [doc(0)])), ...(await vault.keep(owner, [doc(0)]))]
    expect(one?.key).toMatch(/^mailbox\/6046aa9c3a716857774a4373\/[0-9a-f-]{36}$/)
    expect(one?.key).not.toBe(two?.key)
    expect(one?.key).not.toContain(doc(0).sha256)
  })

  it.each(['before', 'after'] as const)('leaves nothing when the second fails %s it is written', async (when) => {
    const vault = documentVault({ store: failingStore(2, when), keyring })
    await expect(vault.keep(owner, [doc(0), doc(1)])).rejects.toMatchObject({ cause: { message: 'disk full' } })
    expect(await all(store.list(''))).toEqual([])
  })

  it('reports what failed even when tidying up fails too', async () => {
    const stuck = { ...failingStore(2, 'before'), delete: () => Promise.reject(new Error('read only')) }
    await expect(documentVault({ store: stuck, keyring }).keep(owner, [doc(0), doc(1)])).rejects.toMatchObject({
      cause: { message: 'disk full' },
    })
  })

  it('gives up on a store that does not answer', async () => {
    const silent = {
      ...store,
      put: () => new Promise<void>(() => undefined),
      get: () => new Promise<never>(() => undefined),
    }
    const vault = documentVault({ store: silent, keyring, answersWithinMs: 20 })
    await expect(vault.keep(owner, [doc(0)])).rejects.toThrow(StoreUnavailableError)
    await expect(vault.read({ key: 'mailbox/1/a', name: 'x', owner })).rejects.toThrow('does not answer')
  })

  it('discards', async () => {
    const vault = documentVault({ store, keyring })
    const kept = await vault.keep(owner, [doc(0), doc(1)])
    await vault.discard(kept)
    await vault.discard(kept)
    expect(await all(store.list(''))).toEqual([])
    const [first] = kept
    await expect(vault.read({ key: first?.key ?? '', name: first?.name ?? '', owner })).rejects.toThrow(
      ObjectMissingError,
    )
  })

  it('opens a document only for its owner, under its name, with its key', async () => {
    const vault = documentVault({ store, keyring })
    const [kept] = await vault.keep(owner, [doc(0)])
    if (kept === undefined) throw new Error('nothing kept')
    await expect(vault.read({ ...kept, owner: other })).rejects.toThrow(SealBrokenError)
    await expect(vault.read({ ...kept, owner: { ...owner, kind: 'registry-request' } })).rejects.toThrow(
      SealBrokenError,
    )
    await expect(vault.read({ ...kept, name: 'x', owner })).rejects.toThrow(SealBrokenError)
    const rotated = documentVault({ store, keyring: keyringOf(newerKey) })
    await expect(rotated.read({ ...kept, owner })).rejects.toMatchObject({ why: 'unknown key' })
    await expect(rotated.reseal({ ...kept, owner })).rejects.toMatchObject({ why: 'unknown key' })
    const withOlder = documentVault({ store, keyring: keyringOf(newerKey, [encryptionKey]) })
    expect(Buffer.from(await withOlder.read({ ...kept, owner })).toString()).toBe('document 0')
    expect([await withOlder.reseal({ ...kept, owner }), await withOlder.reseal({ ...kept, owner })]).toEqual([
      true,
      false,
    ])
    expect(await vault.keyIdOf(kept.key)).toBe(keyringOf(newerKey).sealingId())
    expect(Buffer.from(await rotated.read({ ...kept, owner })).toString()).toBe('document 0')
    await expect(vault.read({ ...kept, owner })).rejects.toMatchObject({ why: 'unknown key' })
  })
})

async function all(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const key of keys) found.push(key)
  return found
}
