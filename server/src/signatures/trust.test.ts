import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { openContext } from '../context.ts'
import { openLog } from '../log.ts'
import { readSettings, SettingsError } from '../settings.ts'
import { testAuthority } from '../testing/authority.ts'
import type { Authority } from '../testing/authority.ts'
import { readTrustFolder, TrustFolderError, trustSource } from './trust.ts'

let authority: Authority
let pem: string
beforeAll(async () => {
  authority = await testAuthority()
  pem = await readFile(authority.root.certificate, 'utf8')
})
afterAll(() => authority[Symbol.asyncDispose]())

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-trust-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the folder of anchors', () => {
  it('gives every certificate of every file, and looks at nothing else', async () => {
    await writeFile(join(folder, 'a.pem'), `# one\n${pem}\n# and again\n${pem}`)
    await writeFile(join(folder, 'b.crt'), pem)
    await writeFile(join(folder, 'README.md'), 'nothing')
    expect(await readTrustFolder(folder)).toHaveLength(3)
  })

  it.each([
    ['nothing', 'ciao', 'a.pem holds no PEM certificate'],
    [
      'a broken certificate',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'a.pem holds a broken certificate',
    ],
    ['too much', 'x'.repeat(1_000_001), 'a.pem is too large for certificates'],
  ])('names a file with %s', async (_, text, message) => {
    await writeFile(join(folder, 'a.pem'), text)
    await expect(readTrustFolder(folder)).rejects.toThrow(new TrustFolderError(message))
  })

  it('that cannot be read is a setting to change, in one line', async () => {
    const settings = readSettings({ DATA_DIR: folder, TRUST_ANCHORS_DIR: join(folder, 'nowhere') })
    const opened = openContext(settings, { log: openLog('silent'), purpose: 'migration' })
    await expect(opened).rejects.toThrow(new SettingsError('TRUST_ANCHORS_DIR: cannot be read: ENOENT'))
  })
})

describe('trustSource', () => {
  it('reads lists again only when they changed', async () => {
    const versions = ['1', '1', '2']
    const read: string[] = []
    const source = trustSource([], {
      version: async () => versions.shift() ?? '',
      async read() {
        read.push('read')
        return { services: [], lists: [{ territory: 'IT', sequence: read.length, issuedAt: '2026-01-01' }] }
      },
    })
    const ids = [await source.anchors(), await source.anchors(), await source.anchors()].map(({ id }) => id)
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[1])
    expect(read).toHaveLength(2)
  })
})
