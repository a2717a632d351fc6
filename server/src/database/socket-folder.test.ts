import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RunAs } from './run-as.ts'
import { ensureSocketFolder, removeSocketFolder, socketFolderOf } from './socket-folder.ts'

const room = mkdtempSync(join(tmpdir(), 'socket-folder-test-'))
const self: RunAs = { mode: 'self', before: [] }

afterAll(() => rmSync(room, { recursive: true, force: true }))

describe('the folder of the socket', () => {
  it('has a short, stable name that differs by folder and user', () => {
    const longPath = `/srv/${'a'.repeat(300)}`
    const name = socketFolderOf(longPath, self)
    expect(socketFolderOf(longPath, self)).toBe(name)
    expect(name.length).toBeLessThan(90)
    expect(socketFolderOf('/srv/other', self)).not.toBe(name)
    expect(socketFolderOf(longPath, { mode: 'setuid', before: [], user: { uid: 4711, gid: 4711 } })).not.toBe(name)
  })

  it('is made private, and made private again', () => {
    const folder = join(room, 'mine')
    ensureSocketFolder(folder, self)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    chmodSync(folder, 0o777)
    ensureSocketFolder(folder, self)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it.each<[string, (path: string) => void]>([
    ['a link', (path) => symlinkSync(room, path)],
    ['a file', (path) => writeFileSync(path, '')],
    ...(process.getuid?.() === 0 ? [["somebody else's folder", theirs] satisfies [string, typeof theirs]] : []),
  ])('is refused when there is %s in its place', (what, put) => {
    const folder = join(room, what.replace(/\W/g, '-'))
    put(folder)
    expect(() => ensureSocketFolder(folder, self)).toThrow(/made by somebody else.*TMPDIR/)
  })

  it('goes when it is empty and stays when it is in use', () => {
    const folder = join(room, 'used')
    ensureSocketFolder(folder, self)
    writeFileSync(join(folder, '.s.PGSQL.5432'), '')
    removeSocketFolder(folder)
    expect(statSync(folder).isDirectory()).toBe(true)
    rmSync(join(folder, '.s.PGSQL.5432'))
    removeSocketFolder(folder)
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined()
  })
})

function theirs(path: string): void {
  mkdirSync(path)
  chownSync(path, 65534, 65534)
}
