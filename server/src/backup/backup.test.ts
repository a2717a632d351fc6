// The drill: a server that is being used is saved, lost, and brought back somewhere else.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { auditVerify } from '../commands/audit.ts'
import { backupCommand } from '../commands/backup.ts'
import { restore } from '../commands/restore.ts'
import { openContext } from '../context.ts'
import { openServer } from '../http/serve.ts'
import { unbalancedWallets } from '../ledger/ledger.ts'
import { unmatchedDebits } from '../ledger/debits.ts'
import { openLog } from '../log.ts'
import { readSettings } from '../settings.ts'
import { callerAt } from '../testing/caller.ts'
import { communication, pdfText, registration } from '../testing/fixtures.ts'
import { copyTemplate } from '../testing/postgres.ts'
import { startServer } from '../testing/world.ts'

const key = randomBytes(32).toString('base64')
const world = startServer({ ENCRYPTION_KEY: key })
let folder = ''
const drops: (() => Promise<void>)[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-backup-'))
})
afterAll(async () => {
  for (const drop of drops) await drop()
  await rm(folder, { recursive: true, force: true })
})

let files = 0
async function saved(): Promise<string> {
  const path = join(folder, `${(files += 1)}.tar`)
  const { failed } = await backupCommand.run({ options: {}, positionals: [path], context: world.context })
  expect(failed).toBeUndefined()
  return path
}

/** An empty place, as an operator would make one. */
async function emptyPlace(change: Record<string, string> = {}): Promise<Record<string, string>> {
  const copy = await copyTemplate(inject('superuser'), inject('owner'), 'template0')
  drops.push(copy.drop)
  const { host, port, user, database } = copy.connection
  const url = `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
  return {
    DATA_DIR: await mkdtemp(join(folder, 'data-')),
    DATABASE_URL: url,
    ENCRYPTION_KEY: key,
    PORT: '0',
    ...change,
  }
}

/** Every row of every table, as text, and where the numbers stand. */
async function contentOf(connectionString: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relpersistence = 'p' and relname not in ('kysely_migration', 'kysely_migration_lock') order by 1`,
    )
    const content: Record<string, unknown> = {}
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
      content[name] = rows.map(({ row }) => row)
    }
    const sequences = await client.query('select sequencename, last_value from pg_sequences order by 1')
    const rights = await client.query(
      "select relname, relacl::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    )
    const triggers = await client.query('select tgname, tgenabled from pg_trigger where not tgisinternal order by 1')
    return { content, sequences: sequences.rows, rights: rights.rows, triggers: triggers.rows }
  } finally {
    await client.end()
  }
}

const here = () => {
  const { host, port, user, database } = world.context.database.pool.options
  return `postgres://${String(user)}@localhost:${String(port)}/${String(database)}?host=${encodeURIComponent(String(host))}`
}

async function busyLife() {
  const { customer, id } = await world.given.workingMailbox({ autorinnovo: true })
  await world.given.submittedMailbox({ casella_pec: 'niccolò.tab@testcert.legalmail.it'.replace('ò', 'o') }, customer)
  await world.given.certifiedDomain({}, customer)
  const { id: request } = await world.given.request({}, customer)
  await customer.get(`/comunica_pec/${request}/procura_registro_imprese`)
  const operator = await world.operator()
  await operator.get(`/v1/operator/mailboxes/${id}`)
  await customer.post('/pec', registration({ denominazione_titolare: 'Tab\tacca \\N "virgolette" \u00e0' }))
  await world.pass(400 * 86_400_000)
  return { customer, id }
}

describe('a backup', () => {
  it('restored somewhere else is what was there: rows, numbers, rights, documents; and it works on from there', async () => {
    const { customer, id } = await busyLife()
    await world.context.requests.settled()
    const path = await saved()
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const place = await emptyPlace()
    const said = await restore([path], place)
    expect(said.lines[0]).toMatch(/^restored \d+ tables and \d+ documents of version /)
    expect(await contentOf(String(place.DATABASE_URL))).toEqual(await contentOf(here()))

    const context = await openContext(readSettings(place), { log: openLog('silent'), purpose: 'migration' })
    const app = await openServer(context)
    try {
      const again = callerAt(await app.listen({ host: '127.0.0.1', port: 0 }), customer.token)
      expect((await again.get(`/pec/${id}`)).text).toBe((await customer.get(`/pec/${id}`)).text)
      expect((await again.get('/v1/events')).data).toEqual((await customer.get('/v1/events')).data)
      const form = await again.get(`/pec/${id}/modulo_attivazione`)
      expect(form.text).toMatch(/^%PDF-/)
      expect((await again.post('/pec', registration())).error).toBeNull()
      expect((await again.post('/comunica_pec', communication())).error).toBeNull()
      const newest = await again.get('/v1/events?limit=1')
      expect(JSON.stringify(newest.data)).toContain('"number":')
      await expect(context.database.pool.query('delete from ledger_entries')).rejects.toMatchObject({ code: '42501' })
      expect(await unbalancedWallets(context.database.kysely)).toEqual([])
      expect(await unmatchedDebits(context.database.kysely)).toEqual([])
      expect((await auditVerify.run({ options: {}, positionals: [], context })).failed).toBeUndefined()
    } finally {
      await app.close()
      await context[Symbol.asyncDispose]()
    }
  })

  it('is of one moment, however much goes on meanwhile', async () => {
    const customer = await world.customer()
    let isSaving = true
    const busy = [1, 2, 3, 4].map(async () => {
      while (isSaving) {
        const { data } = await customer.post('/pec', registration({ tipo_casella: 'STANDARD' }))
        const id = String(Reflect.get(Object(data), 'id'))
        const document = await pdfText()
        await customer.patch(`/pec/${id}/attivazione`, { documenti: [document, document] })
      }
    })
    const mailboxes = async () => Number((await world.context.database.pool.query('select 1 from mailboxes')).rowCount)
    const began = await mailboxes()
    while ((await mailboxes()) < began + 4) await customer.get('/pec')
    const paths = [await saved()]
    while ((await mailboxes()) < began + 8) await customer.get('/pec')
    paths.push(await saved())
    isSaving = false
    await Promise.all(busy)
    const counts: number[] = []
    for (const path of paths) {
      const place = await emptyPlace()
      await restore([path], place)
      const context = await openContext(readSettings(place), { log: openLog('silent'), purpose: 'command' })
      try {
        expect(await unbalancedWallets(context.database.kysely)).toEqual([])
        expect(await unmatchedDebits(context.database.kysely)).toEqual([])
        const { rows } = await context.database.pool.query<{ object_key: string }>('select object_key from documents')
        for (const { object_key } of rows) await context.objects.get(object_key)
        counts.push(rows.length)
      } finally {
        await context[Symbol.asyncDispose]()
      }
    }
    const [first = 0, second = 0] = counts
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThan(first)
  })

  it('is not written over another file, and leaves nothing where it cannot be written', async () => {
    const path = await saved()
    const before = await readFile(path)
    const run = (to: string) => backupCommand.run({ options: {}, positionals: [to], context: world.context })
    await expect(run(path)).rejects.toThrow('is there already')
    expect(await readFile(path)).toEqual(before)
    await expect(run(join(folder, 'nowhere', 'x.tar'))).rejects.toThrow(/cannot be written \(ENOENT\)/)
  })
})

describe('a restoration is refused in one line, and the place stays empty', () => {
  let path = ''
  beforeAll(async () => {
    await world.given.submittedMailbox()
    path = await saved()
  })
  const altered = async (change: (bytes: Buffer) => Buffer) => {
    const changed = join(folder, `changed-${(files += 1)}.tar`)
    await writeFile(changed, change(await readFile(path)))
    return changed
  }

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2)), /cut short|is no backup/],
    ['without its end', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('end.json')), /cut short/],
    ['of something else', () => Buffer.from('%PDF-1.7 something else'.repeat(100)), /is no backup/],
    ['empty', () => Buffer.alloc(0), /is no backup|cut short/],
    [
      'with one bit changed in a document',
      (bytes: Buffer) => {
        const at = bytes.lastIndexOf('documents/') + 1024
        return Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 1]), bytes.subarray(at + 1)])
      },
      /was altered/,
    ],
  ])('a file that is %s', async (_, change, line) => {
    const place = await emptyPlace()
    await expect(restore([await altered(change)], place)).rejects.toThrow(line)
    await restore([path], place)
  })

  it('with another key, of another mode, of a newer version, into what is used', async () => {
    const place = await emptyPlace()
    const with_ = (change: Record<string, string>) => restore([path], { ...place, ...change })
    await expect(with_({ ENCRYPTION_KEY: randomBytes(32).toString('base64') })).rejects.toThrow(
      /^ENCRYPTION_KEY is not the key/,
    )
    await expect(with_({ ENCRYPTION_KEY: '' })).rejects.toThrow('a backup has no key in it')
    await expect(with_({ MODE: 'production' })).rejects.toThrow('the backup is that of a sandbox')
    const newer = await altered((bytes) =>
      Buffer.from(bytes.toString('latin1').replace('"migrations":["0001', '"migrations":["9001'), 'latin1'),
    )
    await expect(restore([newer], place)).rejects.toThrow('restore it with that one or a newer one')
    await expect(restore([join(folder, 'none')], place)).rejects.toThrow('is not there')
    await expect(restore([], place)).rejects.toThrow('usage: ceralacca restore FILE')
    await restore([path], place)
    await expect(restore([path], place)).rejects.toThrow('there are data in this database already')
  })
})
