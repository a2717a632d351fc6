import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findPlace } from '../identity/find-place.ts'
import { replaceMunicipalities } from '../store/municipalities.ts'
import { inTransaction } from '../store/transaction.ts'
import { anprCsv } from '../testing/anpr.ts'
import { startServer } from '../testing/world.ts'
import { comuniImport } from './comuni.ts'

describe('comuni import', () => {
  const world = startServer()
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-comuni-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  beforeEach(() => sql`truncate municipalities`.execute(world.context.database.kysely))

  const importing = async (text: string, force = false) => {
    const path = join(folder, 'archive.csv')
    await writeFile(path, text)
    return comuniImport.run({ options: { force }, positionals: [path], context: world.context })
  }
  const count = async () => {
    const found = await sql<{ n: number }>`select count(*) as n from municipalities`.execute(
      world.context.database.kysely,
    )
    return found.rows[0]?.n
  }
  const place = (code: string) => findPlace(world.context.database.kysely, code)

  const girgenti = {
    ID: '1',
    CODCATASTALE: 'A089',
    DENOMINAZIONE_IT: 'GIRGENTI',
    DATACESSAZIONE: '1927-07-16',
    SIGLAPROVINCIA: 'AG',
  }
  const agrigento = { ...girgenti, ID: '2', DENOMINAZIONE_IT: 'AGRIGENTO', DATAISTITUZIONE: '1927-07-17' }
  const open = { DATACESSAZIONE: '9999-12-31' }
  const bolzano = { ID: '3', CODCATASTALE: 'A952', DENOMINAZIONE_IT: 'BOLZANO', ALTRADENOMINAZIONE: 'BOZEN' }

  it('reports what was added, changed and removed, as data and as text', async () => {
    const first = await importing(anprCsv([girgenti, { ...agrigento, ...open }, bolzano]))
    expect(first).toEqual({
      data: { records: 3, added: 3, changed: 0, removed: 0, withoutCode: 0, leftOut: 0 },
      lines: ['3 records: 3 added, 0 changed, 0 removed; 0 without a code, 0 left out'],
    })
    const again = await importing(anprCsv([girgenti, { ...agrigento, ...open }, bolzano]))
    expect(again.data).toEqual({ records: 3, added: 0, changed: 0, removed: 0, withoutCode: 0, leftOut: 0 })
    const roma = { ID: '4', CODCATASTALE: 'H501', DENOMINAZIONE_IT: 'ROMA' }
    const noCode = { ...roma, ID: '5', CODCATASTALE: 'ND', DENOMINAZIONE_IT: 'ISOLA FARNESE' }
    const backwards = { ...roma, ID: '6', DATACESSAZIONE: '1860-01-01' }
    const text = anprCsv([girgenti, { ...agrigento, DATACESSAZIONE: '2030-12-31' }, roma, noCode, backwards])
    const newer = await importing(text)
    expect(newer.data).toEqual({ records: 4, added: 2, changed: 1, removed: 1, withoutCode: 1, leftOut: 1 })
    const noted = await sql<{ added: number; left_out: number }>`
      select added, left_out from municipality_imports order by id desc limit 1`.execute(world.context.database.kysely)
    expect(noted.rows).toEqual([{ added: 2, left_out: 1 }])
  })

  it('is authoritative for its codes; the built-in data cover the others, and countries', async () => {
    expect(await place('A089')).toMatchObject({ archive: 'built in', periods: [{ name: 'Agrigento' }] })
    await importing(anprCsv([{ ...agrigento, ...open }, girgenti]))
    expect(await place('A089')).toMatchObject({
      archive: 'imported',
      periods: [
        { from: '1861-03-17', to: '1927-07-16', name: 'GIRGENTI', otherName: '', province: 'AG' },
        { from: '1927-07-17', to: '9999-12-31', name: 'AGRIGENTO' },
      ],
    })
    expect(await place('H501')).toMatchObject({ archive: 'built in' })
    expect(await place('Z112')).toMatchObject({ is: 'country' })
    expect(await place('M999')).toBeUndefined()
  })

  it('a malformed file is refused with its line, and nothing of it is imported', async () => {
    await importing(anprCsv([girgenti]))
    const said = await importing(anprCsv([bolzano, { ...agrigento, DATACESSAZIONE: 'domani' }]))
    expect(said).toEqual({
      data: { error: 'DATACESSAZIONE is not a day as yyyy-mm-dd', line: 3 },
      lines: ['line 3: DATACESSAZIONE is not a day as yyyy-mm-dd; nothing was imported'],
      failed: true,
    })
    expect(await count()).toBe(1)
  })

  it('does not shrink by more than a fifth unless forced', async () => {
    const many = Array.from({ length: 10 }, (_, at) => ({ ...bolzano, ID: String(at + 1) }))
    await importing(anprCsv(many))
    const said = await importing(anprCsv(many.slice(0, 7)))
    expect(said).toMatchObject({
      failed: true,
      lines: ['would shrink the archive from 10 to 7 records; --force if that is right'],
    })
    expect(await count()).toBe(10)
    expect((await importing(anprCsv(many.slice(0, 8)))).failed).toBeUndefined()
    expect((await importing(anprCsv(many.slice(0, 1)), true)).data).toMatchObject({ records: 1, removed: 7 })
  })

  it('refuses at once while another import is running', async () => {
    const { kysely } = world.context.database
    await inTransaction(kysely, async ({ db }) => {
      const archive = { records: [], leftOut: 0, sha256: '' }
      await replaceMunicipalities(db, archive, { now: world.context.clock.now(), forced: true })
      expect(await importing(anprCsv([girgenti]))).toMatchObject({
        failed: true,
        lines: ['another import is under way'],
      })
    })
    expect(await count()).toBe(0)
  })

  it('reports what is wrong with a file that cannot be read', async () => {
    const run = (path: string) =>
      comuniImport.run({ options: {}, positionals: [path], context: world.context }).then(({ lines }) => lines)
    expect(await run(join(folder, 'nowhere.csv'))).toEqual([`${folder}/nowhere.csv cannot be read: ENOENT`])
    expect(await run(folder)).toEqual([`${folder} is no file`])
    const large = join(folder, 'large.csv')
    await writeFile(large, Buffer.alloc(16 * 1024 * 1024 + 1))
    expect(await run(large)).toEqual([`${large} is larger than 16777216 bytes`])
  })
})
