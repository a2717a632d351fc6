import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderStore } from './folder-store.ts'
import { ObjectMissingError } from './object-store.ts'

const bytes = Buffer.from('sealed')
let parent: string
let root: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ceralacca-store-'))
  root = join(parent, 'documents')
})
afterEach(() => rm(parent, { recursive: true }))

describe('folderStore', () => {
  it('keeps, gives, lists and removes', async () => {
    const store = folderStore(root)
    for (const key of ['mailbox/1/a', 'mailbox/1/b', 'request/1/a']) await store.put(key, Buffer.from(key))
    expect(Buffer.from(await store.get('mailbox/1/b')).toString()).toBe('mailbox/1/b')
    expect((await all(store.list(''))).sort()).toEqual(['mailbox/1/a', 'mailbox/1/b', 'request/1/a'])
    expect((await all(store.list('mailbox/'))).sort()).toEqual(['mailbox/1/a', 'mailbox/1/b'])
    await store.delete('mailbox/1/a')
    await expect(store.get('mailbox/1/a')).rejects.toThrow(ObjectMissingError)
    await store.delete('mailbox/1/a')
  })

  it('is empty before it exists', async () => {
    const store = folderStore(root)
    expect(await all(store.list(''))).toEqual([])
    await expect(store.get('a/b')).rejects.toThrow(ObjectMissingError)
    await store.delete('a/b')
  })

  it('lets nobody else read, and leaves no unfinished file', async () => {
    const store = folderStore(root)
    await store.put('mailbox/1/a', bytes)
    const mode = async (path: string) => (await stat(join(root, path))).mode & 0o777
    expect([await mode('.'), await mode('mailbox'), await mode('mailbox/1/a')]).toEqual([0o700, 0o700, 0o600])
    expect(await readdir(join(root, '.incoming'))).toEqual([])
  })

  it('never overwrites', async () => {
    const store = folderStore(root)
    await store.put('a/b', bytes)
    await expect(store.put('a/b', Buffer.from('other'))).rejects.toThrow('exists')
    expect(Buffer.from(await store.get('a/b'))).toEqual(bytes)
    expect(await readdir(join(root, '.incoming'))).toEqual([])
  })

  it.each([
    '',
    '/',
    'a/',
    '/etc/passwd',
    '..',
    '../a',
    'a/../b',
    'a/./b',
    'A',
    'a b',
    'a\0',
    'a\\b',
    '.incoming/a',
    'a.b',
    '-a',
    'è',
    'a/'.repeat(9) + 'a',
    'a'.repeat(129),
  ])('does not take %j for a key', async (key) => {
    const store = folderStore(root)
    await expect(store.put(key, bytes)).rejects.toThrow('not an object key')
    await expect(store.get(key)).rejects.toThrow('not an object key')
    await expect(store.delete(key)).rejects.toThrow('not an object key')
  })

  it('follows no link out of its folder', async () => {
    const store = folderStore(root)
    await mkdir(join(parent, 'outside'))
    await writeFile(join(parent, 'outside/secret'), 'untouched')
    await store.put('inside/a', bytes)
    await symlink(join(parent, 'outside'), join(root, 'linked'))
    await symlink(join(parent, 'outside/secret'), join(root, 'inside/link'))
    await expect(store.put('linked/new', bytes)).rejects.toThrow('not a folder')
    await expect(store.get('linked/secret')).rejects.toThrow('links')
    await expect(store.get('inside/link')).rejects.toThrow('links')
    await expect(store.put('inside/link', bytes)).rejects.toThrow('exists')
    await expect(store.delete('linked/secret')).rejects.toThrow('links')
    expect(await all(store.list(''))).toEqual(['inside/a'])
    expect(await readFile(join(parent, 'outside/secret'), 'utf8')).toBe('untouched')
    expect(await readdir(join(parent, 'outside'))).toEqual(['secret'])
  })

  it('may itself be reached through a link', async () => {
    await mkdir(root)
    await symlink(root, join(parent, 'elsewhere'))
    await folderStore(join(parent, 'elsewhere')).put('a', bytes)
    expect(Buffer.from(await folderStore(root).get('a'))).toEqual(bytes)
  })

  it('checks itself, clearing only old unfinished files', async () => {
    const store = folderStore(root)
    await store.tryOut()
    await writeFile(join(root, '.incoming/old'), 'x')
    await writeFile(join(root, '.incoming/new'), 'x')
    await utimes(join(root, '.incoming/old'), 1_000, 1_000)
    await store.tryOut()
    expect(await readdir(join(root, '.incoming'))).toEqual(['new'])
  })

  it('says so when its place is a file', async () => {
    await writeFile(root, 'x')
    await expect(folderStore(root).tryOut()).rejects.toThrow(`DATA_DIR: documents cannot be kept in ${root} (`)
    await expect(folderStore(root).look()).rejects.toThrow(`DATA_DIR: documents cannot be kept in ${root} (ENOTDIR)`)
    await expect(folderStore(root).put('a', bytes)).rejects.toThrow()
  })
})

async function all(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const key of keys) found.push(key)
  return found
}
