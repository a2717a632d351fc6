import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../context.ts'
import { importIndex, importIndexAtStart, importIndexFile } from './import.ts'
import { openLog } from '../log.ts'
import { lastImport, replaceIndex } from './table.ts'
import type { NewIndex } from './table.ts'
import { inTransaction } from '../store/transaction.ts'
import { testAuthority } from '../testing/authority.ts'
import type { Authority } from '../testing/authority.ts'
import { backdated } from '../testing/backdated.ts'
import { inProduction } from '../testing/fixtures.ts'
import { rfcIndex } from '../testing/pec-index.ts'
import { startServer } from '../testing/world.ts'

let folder = ''
let authority: Authority
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-index-'))
  authority = await testAuthority()
})
afterAll(async () => {
  await authority[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const listOf = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `d${from + n}.test`).join('\n')
const madeAt = new Date('2026-01-02T03:04:05Z')

describe('importing an index', () => {
  const world = startServer()
  const bring = (text: string | Uint8Array, forced = false) =>
    importIndex(world.context, Buffer.from(text), { madeAt, forced })
  const rows = async () => {
    const found = await sql<{ dominio: string; provider: string | null }>`
      select dominio, provider from pec_index_domains order by dominio`.execute(world.context.database.kysely)
    return found.rows
  }
  const noted = async () => {
    const found = await sql`select * from pec_index_imports order by id`.execute(world.context.database.kysely)
    return found.rows
  }

  it('counts what it adds, removes and keeps, and stores the providers', async () => {
    expect(await bring(rfcIndex)).toEqual({
      is: 'imported',
      source: 'ldif',
      signer: null,
      asOf: madeAt,
      domains: 6,
      providers: 2,
      unreadable: 0,
      before: 0,
      added: 6,
      removed: 0,
      kept: 0,
    })
    expect(await rows()).toContainEqual({ dominio: 'pec.altro.test', provider: 'Posta, Certa & C.' })
    const moved = rfcIndex.replace('managedDomains: pec.altro.test.', 'managedDomains: pec.nuovo.test')
    const renamed = moved.replaceAll('providerName=Gestore Prova S.p.A.', 'providerName=Gestore Nuovo')
    expect(await bring(renamed)).toMatchObject({ before: 6, added: 1, removed: 1, kept: 5 })
    expect(await rows()).toContainEqual({ dominio: 'pec.nuovo.test', provider: 'Posta, Certa & C.' })
    expect((await rows()).filter(({ provider }) => provider === 'Gestore Nuovo')).toHaveLength(5)
    expect(await bring(renamed)).toMatchObject({ added: 0, removed: 0, kept: 6 })
    expect(await noted()).toHaveLength(3)
  })

  it('refuses to shrink the index by more than a fifth, unless forced', async () => {
    await bring(listOf(0, 100), true)
    expect(await bring(listOf(0, 80))).toMatchObject({ is: 'imported', removed: 20, kept: 80 })
    await bring(listOf(0, 100))
    const before = await rows()
    expect(await bring(listOf(50, 129))).toEqual({
      is: 'refused',
      why: 'would shrink the index from 100 to 79 domains; force it if that is right',
    })
    expect(await rows()).toEqual(before)
    expect(await bring(listOf(50, 129), true)).toMatchObject({ added: 29, removed: 50, kept: 50 })
    expect(await noted()).toContainEqual(expect.objectContaining({ forced: true, domains: 79 }))
  })

  it('changes nothing when it fails half way', async () => {
    await bring(listOf(0, 10), true)
    const [before, imports] = [await rows(), await noted()]
    function* broken(): NewIndex['entries'] & Generator<[string, null]> {
      for (let n = 0; n < 12_000; n += 1) yield [`x${n}.test`, null]
      throw new Error('torn')
    }
    const index: NewIndex = {
      entries: broken(),
      certificates: [],
      domains: 12_001,
      providers: 0,
      unreadable: 0,
      source: 'list',
      signer: null,
      asOf: madeAt,
      sha256: '',
    }
    const replacing = inTransaction(world.context.database.kysely, ({ db }) =>
      replaceIndex(db, index, { now: madeAt, forced: true }),
    )
    await expect(replacing).rejects.toThrow('torn')
    expect(await rows()).toEqual(before)
    expect(await noted()).toEqual(imports)
  })

  it('runs one at a time: others are refused, and readers see the old index until it is done', async () => {
    await bring(listOf(0, 10), true)
    const { kysely } = world.context.database
    await inTransaction(kysely, async ({ db }) => {
      const facts = { domains: 20, providers: 0, unreadable: 0, source: 'list', signer: null } as const
      const entries = Array.from({ length: 20 }, (_, n) => [`n${n}.test`, null] as const)
      const index = { ...facts, entries, certificates: [], asOf: madeAt, sha256: '' }
      expect(await replaceIndex(db, index, { now: madeAt, forced: true })).toMatchObject({ is: 'replaced' })
      expect(await bring(listOf(0, 10))).toEqual({ is: 'busy' })
      expect(await rows()).toHaveLength(10)
    })
    expect(await rows()).toHaveLength(20)
  })

  it('imports 20,000 domains, and finds one by a database index', async () => {
    expect(await bring(listOf(0, 20_000), true)).toMatchObject({ domains: 20_000 })
    const plan = await sql<{ 'QUERY PLAN': string }>`
      explain select exists (select from pec_index_domains where dominio = 'd7.test')
        or exists (select from certified_domains where dominio = 'd7.test' and stato = 'evaso' and certif = 'OK')`.execute(
      world.context.database.kysely,
    )
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toContain('pec_index_domains_pkey')
  })

  it('never dates an index later than now', async () => {
    const tomorrow = new Date(world.context.clock.now().getTime() + 86_400_000)
    const answer = await importIndex(world.context, Buffer.from('a.test'), { madeAt: tomorrow, forced: true })
    expect(answer).toMatchObject({ is: 'imported' })
    expect(answer.is === 'imported' && answer.asOf < tomorrow).toBe(true)
  })

  it('accepts a signed index and refuses a tampered one', async () => {
    const signer = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U', key: 'RSA:2048' })
    const p7m = await authority.sign(Buffer.from(rfcIndex), signer)
    const answer = await bring(p7m, true)
    expect(answer).toMatchObject({ is: 'imported', source: 'signed-ldif', domains: 6, signer: 'Mario Rossi' })
    expect(answer.is === 'imported' && answer.asOf > madeAt).toBe(true)
    const touched = Buffer.from(p7m)
    touched[touched.indexOf('pec.gestoreprova.test')] = 'x'.charCodeAt(0)
    expect(await bring(touched, true)).toEqual({ is: 'refused', why: 'is signed, and: not intact' })
    expect(await bring(p7m.subarray(0, 2_000), true)).toMatchObject({ is: 'refused' })
    expect(await rows()).toHaveLength(6)
  })

  it.each([
    ['a file that is not there', async () => join(folder, 'nowhere'), 'cannot be read: ENOENT'],
    ['a folder', async () => folder, 'is no file'],
    ['a device', async () => '/dev/zero', 'is no file'],
    ['an empty file', () => written('empty', ''), 'names no domain'],
  ])('refuses %s', async (_, path, why) => {
    expect(await importIndexFile(world.context, await path(), false)).toEqual({ is: 'refused', why })
  })
})

async function written(name: string, text: string, changedAt = madeAt): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  await utimes(path, changedAt, changedAt)
  return path
}

describe('TRUST_ANCHORS_DIR', () => {
  const world = startServer()

  it('decides whose index is accepted', async () => {
    const signer = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U', key: 'RSA:2048' })
    const p7m = await authority.sign(Buffer.from(rfcIndex), signer)
    await using stranger = await testAuthority()
    const bring = (anchors: Authority['anchors']) => {
      const context: Context = { ...world.context, trust: { anchors: async () => anchors } }
      return importIndex(context, p7m, { madeAt, forced: true })
    }
    expect(await bring(stranger.anchors)).toEqual({ is: 'refused', why: 'is signed, and: not trusted' })
    expect(await lastImport(world.context.database.kysely)).toBeUndefined()
    expect(await bring(authority.anchors)).toMatchObject({ is: 'imported', domains: 6 })
  })
})

describe('a signed index in production', () => {
  const world = startServer(inProduction())

  it('is not imported while nobody is trusted, unless the operator says so', async () => {
    const p7m = await authority.sign(Buffer.from(rfcIndex), await authority.issue({ key: 'RSA:2048' }))
    const bring = (unassessedSigners: 'accept' | 'refuse') => {
      const context: Context = { ...world.context, strictness: { ...world.context.strictness, unassessedSigners } }
      return importIndex(context, p7m, { madeAt, forced: true })
    }
    const { unassessedSigners } = world.context.strictness
    expect(await bring(unassessedSigners)).toEqual({
      is: 'refused',
      why: 'is signed, and no issuer is trusted yet: set TRUST_ANCHORS_DIR, or import a trusted list',
    })
    expect(await lastImport(world.context.database.kysely)).toBeUndefined()
    expect(await bring('accept')).toMatchObject({ is: 'imported', source: 'signed-ldif' })
  })

  it('is of the signer who is without fault, whoever else signed it', async () => {
    const [weak, good] = [
      await authority.issue({ name: 'Anna Debole', key: 'RSA:1024' }),
      await authority.issue({ name: 'Mario Rossi', key: 'RSA:2048' }),
    ]
    const context: Context = { ...world.context, trust: { anchors: async () => authority.anchors } }
    for (const signers of [
      [weak, good],
      [good, weak],
    ]) {
      const p7m = await authority.sign(Buffer.from(rfcIndex), signers)
      const answer = await importIndex(context, p7m, { madeAt, forced: true })
      expect(answer).toMatchObject({ is: 'imported', signer: 'Mario Rossi' })
    }
  })
})

describe('an index signed with a certificate that has expired', () => {
  const world = startServer()

  it('is not imported, whatever day it claims', async () => {
    const context: Context = { ...world.context, trust: { anchors: async () => authority.anchors } }
    const old = await authority.issue({ to: '20220101000000Z', key: 'RSA:2048' })
    const p7m = await backdated(await authority.sign(Buffer.from(rfcIndex), old), old, new Date('2021-06-01T00:00:00Z'))
    expect(await importIndex(context, p7m, { madeAt, forced: true })).toEqual({
      is: 'refused',
      why: 'is signed, and: certificate not valid at signing, not trusted',
    })
    expect(await lastImport(context.database.kysely)).toBeUndefined()
  })
})

describe('PEC_INDEX_FILE', () => {
  const world = startServer()

  /** Imports that file as at process start and returns the log. */
  async function startedWith(path: string): Promise<Record<string, unknown>> {
    const lines: string[] = []
    const log = openLog('info', { write: (line: string) => void lines.push(line) })
    const context = { ...world.context, log, settings: { ...world.context.settings, PEC_INDEX_FILE: path } }
    await importIndexAtStart(context)
    const said: Record<string, unknown>[] = lines.map((line) => JSON.parse(line))
    return said.at(-1) ?? {}
  }
  const last = async () => (await lastImport(world.context.database.kysely))?.domains

  it('is imported when it differs from the last one and is not older; an unusable one leaves the old index', async () => {
    const day = (n: number) => new Date(madeAt.getTime() + n * 86_400_000)
    const path = await written('index.txt', listOf(0, 10))
    expect(await startedWith(path)).toMatchObject({ is: 'imported', domains: 10, added: 10, level: 30 })
    expect(await startedWith(path)).toMatchObject({ is: 'known' })
    await written('index.txt', listOf(0, 11), day(-1))
    expect(await startedWith(path)).toMatchObject({ is: 'older' })
    expect(await last()).toBe(10)
    await written('index.txt', listOf(0, 11), day(1))
    expect(await startedWith(path)).toMatchObject({ is: 'imported', added: 1, kept: 10 })
    await written('index.txt', '<html>', day(2))
    expect(await startedWith(path)).toMatchObject({ why: 'names no domain', level: 40 })
    await written('index.txt', listOf(0, 2), day(2))
    expect(await startedWith(path)).toMatchObject({ why: expect.stringContaining('would shrink'), level: 40 })
    expect(await startedWith(join(folder, 'nowhere'))).toMatchObject({ why: 'cannot be read: ENOENT', level: 40 })
    expect(await last()).toBe(11)
    expect(await startedWith('')).toMatchObject({ level: 40 })
  })

  it('logs nothing when it is not set', async () => {
    await importIndexAtStart(world.context)
    expect(world.logLines.join('')).not.toContain('PEC_INDEX_FILE')
  })
})
