// A server starts right or not at all, and commands change nothing by being called.
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { createAccount } from '../src/accounts/open.ts'
import { checkDocuments } from '../src/commands/check-documents.ts'
import { doctor } from '../src/commands/doctor.ts'
import { runCommand } from '../src/commands/run.ts'
import { openContext } from '../src/context.ts'
import type { Context, Purpose } from '../src/context.ts'
import { startFakeS3 } from '../src/documents/fake-server.ts'
import { openLog } from '../src/log.ts'
import { readSettings, SettingsError } from '../src/settings.ts'
import { insertDocuments } from '../src/store/documents.ts'
import { inTransaction } from '../src/store/transaction.ts'
import { testAuthority } from '../src/testing/authority.ts'
import { memberOf } from '../src/testing/caller.ts'
import { startOldPostgres } from '../src/testing/old-postgres.ts'
import { copyTemplate } from '../src/testing/postgres.ts'
import type { Endpoint } from '../src/testing/postgres.ts'

const KEY = 'KytyMYGIfgI3kDsnYLM+HSkSZ1u0cZJ7wZyJnxZbnvg='
const OTHER_KEY = 'Wm9tZSBvdGhlciBrZXkgb2YgMzIgYnl0ZXMgLi4uISE='
const sandbox = { ENCRYPTION_KEY: KEY }
const production = { ENCRYPTION_KEY: KEY, MODE: 'production' }

let folder = ''
let database: Endpoint
let closing: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-refused-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const copy = await copyTemplate(inject('superuser'), inject('owner'))
  closing.push(() => copy.drop())
  database = copy.connection
})
afterEach(async () => {
  for (const close of closing.reverse()) await close()
  closing = []
})

function open(variables: Record<string, string>, purpose: Purpose = 'server'): Promise<Context> {
  const settings = readSettings({ DATA_DIR: join(folder, 'data'), ROLES: 'api', ...variables })
  return openContext(settings, { log: openLog('silent'), purpose, connection: database })
}

async function startsOnce(variables: Record<string, string>, meanwhile = (_: Context): unknown => undefined) {
  await using context = await open(variables)
  await meanwhile(context)
}

const withAccount = (context: Context) =>
  createAccount(context, { email: 'cliente@example.com', creditCents: 100, reason: 'opening credit' })

/** As a version before this one left its data, which noted neither mode nor key. */
const asBefore = ({ database: { pool } }: Context) => pool.query('delete from installation')

async function asSuperuser(database: string, statement: string) {
  const client = new pg.Client({ ...inject('superuser'), database, ssl: false })
  await client.connect()
  try {
    return await client.query<Record<string, unknown>>(statement)
  } finally {
    await client.end()
  }
}

describe('the key', () => {
  it('that the data were sealed with opens them, another one is refused', async () => {
    await startsOnce(sandbox)
    await expect(open({ ENCRYPTION_KEY: OTHER_KEY })).rejects.toThrow(
      new SettingsError(
        'ENCRYPTION_KEY is not the key this database was sealed with; set that key, or bring its encryption.key into DATA_DIR',
      ),
    )
    await expect(open({ ENCRYPTION_KEY: OTHER_KEY }, 'command')).rejects.toThrow(/^ENCRYPTION_KEY is not the key/)
    await startsOnce(sandbox)
  })

  it('is told by the secrets of accounts in data of before', async () => {
    await startsOnce(production, async (context) => {
      await withAccount(context)
      await asBefore(context)
    })
    await expect(open({ ...production, ENCRYPTION_KEY: OTHER_KEY })).rejects.toThrow(/^ENCRYPTION_KEY is not the key/)
    await startsOnce(production)
  })

  it('in the folder that is no key is refused', async () => {
    await mkdir(join(folder, 'data'))
    await writeFile(join(folder, 'data/encryption.key'), 'cut off')
    await expect(open({})).rejects.toThrow(/^ENCRYPTION_KEY: .*encryption\.key holds no key/)
  })
})

it.each<Purpose>(['server', 'command'])(
  'a database that a newer version has migrated is refused to a %s',
  async (purpose) => {
    await startsOnce(sandbox, ({ database: { pool } }) =>
      pool.query("insert into kysely_migration values ('9999-of-tomorrow', now()::text)"),
    )
    await expect(open(sandbox, purpose)).rejects.toThrow(
      new SettingsError(
        'DATABASE_URL: a newer version of Ceralacca has migrated the database (9999-of-tomorrow); start that version',
      ),
    )
  },
)

describe('the mode', () => {
  it.each([
    ['sandbox', sandbox, production],
    ['production', production, sandbox],
  ])('data of a %s are refused in the other one', async (mode, first, second) => {
    await startsOnce(first)
    await expect(open(second)).rejects.toThrow(new RegExp(`^MODE: the database was used in ${mode} .*; set MODE=`))
    await startsOnce(first)
  })

  it('is told by what a sandbox leaves in data of before', async () => {
    await startsOnce(sandbox, async (context) => {
      const reason = 'sandbox credit'
      await createAccount(context, { email: 'sandbox@example.com', creditCents: 100, reason })
      await asBefore(context)
    })
    await expect(open(production)).rejects.toThrow(/^MODE: the database was used in sandbox/)
  })

  it('of data with customers and no sandbox is production', async () => {
    await startsOnce(production, async (context) => {
      await withAccount(context)
      await asBefore(context)
    })
    await expect(open(sandbox)).rejects.toThrow(/^MODE: the database was used in production/)
  })
})

describe('the database', () => {
  it('of a version that is too old is refused before anything is asked of it', async () => {
    await using old = await startOldPostgres({ version: '140019', encoding: 'UTF8' })
    const settings = readSettings({ DATA_DIR: join(folder, 'data'), DATABASE_URL: old.url, ...sandbox })
    const opening = openContext(settings, { log: openLog('silent'), purpose: 'server' })
    await expect(opening).rejects.toThrow(new SettingsError('DATABASE_URL: PostgreSQL 14 is too old; use 15 or newer'))
    expect(old.statements).toEqual([expect.stringMatching(/^\s*select current_setting\('server_version_num'\)/)])
  })

  it('in another encoding is refused before anything is made in it', async () => {
    const latin = `${database.database}_latin`
    const how = "encoding 'LATIN1' locale_provider libc locale 'C' template template0"
    await asSuperuser('postgres', `create database ${latin} owner ${database.user} ${how}`)
    closing.push(() => asSuperuser('postgres', `drop database ${latin} with (force)`))
    database = { ...database, database: latin }
    await expect(open(sandbox)).rejects.toThrow(/^DATABASE_URL: the database is encoded in LATIN1; make one with/)
  })

  it('where the role may make nothing is refused with the statement that helps', async () => {
    const strange = `${database.database}_strange`
    await asSuperuser('postgres', `create database ${strange} template template0`)
    closing.push(() => asSuperuser('postgres', `drop database ${strange} with (force)`))
    database = { ...database, database: strange }
    await expect(open(sandbox)).rejects.toThrow(
      'DATABASE_URL: the role ceralacca lacks a right; run: grant usage, create on schema public to ceralacca',
    )
    await asSuperuser(strange, 'grant usage, create on schema public to ceralacca')
    await startsOnce(sandbox)
  })
})

describe('the place of documents', () => {
  it('in S3 is tried with a small object, and left as it was', async () => {
    const account = {
      region: 'us-east-1',
      bucket: 'documents',
      accessKeyId: 'id',
      secretAccessKey: 'right',
      pageSize: 9,
    }
    const s3 = await startFakeS3(account)
    closing.push(() => s3.close())
    const settings = { ...sandbox, S3_ENDPOINT: s3.endpoint, S3_BUCKET: 'documents', S3_ACCESS_KEY_ID: 'id' }
    await expect(open({ ...settings, S3_SECRET_ACCESS_KEY: 'wrong' })).rejects.toThrow(
      /^S3_BUCKET cannot be used \(the service answered 403 .*S3_SECRET_ACCESS_KEY$/,
    )
    const nowhere = { ...settings, S3_SECRET_ACCESS_KEY: 'right', S3_ENDPOINT: 'http://127.0.0.1:1' }
    await expect(open(nowhere)).rejects.toThrow('S3_ENDPOINT cannot be reached (ECONNREFUSED)')
    await startsOnce({ ...settings, S3_SECRET_ACCESS_KEY: 'right' })
    expect(s3.objects.size).toBe(0)
    expect(s3.requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(1)
  })

  it('that is no folder is named', async () => {
    await mkdir(join(folder, 'data'))
    await writeFile(join(folder, 'data/documents'), 'a file')
    await expect(open(sandbox)).rejects.toThrow(
      `DATA_DIR: documents cannot be kept in ${join(folder, 'data/documents')} (EEXIST)`,
    )
  })
})

describe('DATA_DIR', () => {
  const isRoot = process.getuid?.() === 0

  it('of somebody else is refused, and left as it is', async () => {
    const theirs = isRoot ? join(folder, 'theirs') : '/usr'
    if (isRoot) {
      await mkdir(theirs, { mode: 0o755 })
      await chown(theirs, 4242, 4242)
    }
    const before = await stat(theirs)
    await expect(open({ DATA_DIR: theirs })).rejects.toThrow(
      new SettingsError(`DATA_DIR: ${theirs} belongs to user ${before.uid}; run as that user, or set another folder`),
    )
    expect((await stat(theirs)).mode).toBe(before.mode)
    expect(await readdir(theirs)).not.toContain('encryption.key')
  })

  it('of everybody is refused, and stays open to them', async () => {
    const shared = join(folder, 'shared')
    await mkdir(shared)
    await chmod(shared, 0o1777)
    await expect(open({ DATA_DIR: shared })).rejects.toThrow(
      /^DATA_DIR: .* is shared by all users; set a folder below it/,
    )
    expect((await stat(shared)).mode & 0o7777).toBe(0o1777)
    expect(await readdir(shared)).toEqual([])
  })
})

describe('a command', () => {
  const command = (args: string[], more: Record<string, string> = {}) =>
    runCommand(args, { DATA_DIR: join(folder, 'data'), ...more })

  it.each([[['account', 'list']], [['doctor']]])('%j makes no folder and no database', async (args) => {
    expect(await command(args)).toBe(1)
    expect(await command(args, sandbox)).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })

  it('says that the schema is behind, and leaves it behind', async () => {
    const empty = await copyTemplate(inject('superuser'), inject('owner'), 'template0')
    closing.push(() => empty.drop())
    database = empty.connection
    for (const purpose of ['command', 'inspection'] as const)
      await expect(open(sandbox, purpose)).rejects.toThrow(
        /^the database schema is behind \(missing 0001-accounts, .*\); run: ceralacca migrate, or start the server$/,
      )
    const made = await asSuperuser(
      database.database,
      "select from pg_class where relnamespace = 'public'::regnamespace",
    )
    expect(made.rowCount).toBe(0)
    await (await open(sandbox, 'migration'))[Symbol.asyncDispose]()
    await (await open(sandbox, 'command'))[Symbol.asyncDispose]()
  })
})

describe('doctor', () => {
  const owner = { kind: 'mailbox', id: '6b0bd9fd0aba0527d01cc582' } as const

  const keep = async (context: Context, submission: number) => {
    const bytes = Buffer.from(`document ${submission}`)
    const [kept] = await context.vault.keep(owner, [{ name: 'a.pdf', bytes, sha256: 'not looked at' }])
    if (kept === undefined) throw new Error('nothing was kept')
    const { key: object_key, name, sizeBytes: size_bytes, sha256, keyId: key_id } = kept
    const about = { owner_kind: owner.kind, owner_id: owner.id, purpose: 'attivazione', findings: {} }
    const created_at = context.clock.now()
    await inTransaction(context.database.kysely, ({ db }) =>
      insertDocuments(db, [{ object_key, name, size_bytes, sha256, key_id, submission, created_at, ...about }]),
    )
    return object_key
  }

  it('counts documents that are missing, cannot be opened, or belong to nobody, as many as it is told', async () => {
    await using context = await open(sandbox)
    const none = { documents: 0, looked: 0, missing: 0, unreadable: 0, listed: 0, orphaned: 0 }
    expect(await checkDocuments(context, 10)).toEqual(none)
    const [, missing, broken] = [await keep(context, 1), await keep(context, 2), await keep(context, 3)]
    await context.objects.delete(missing)
    await context.objects.delete(broken)
    await context.objects.put(broken, Buffer.from('something else'))
    await context.objects.put('mailbox/left-behind', Buffer.from('an upload that died'))
    const found = { documents: 3, looked: 3, missing: 1, unreadable: 1, listed: 3, orphaned: 1 }
    expect(await checkDocuments(context, 10)).toEqual(found)
    expect(await checkDocuments(context, 1)).toMatchObject({ looked: 1, listed: 1 })
    expect(await runCommand(['doctor', '--documents', 'many'], {})).toBe(2)
  })

  const signaturesFound = async (variables: Record<string, string>) => {
    await startsOnce(variables)
    const { host, port, user, database: name } = database
    const DATABASE_URL = `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`
    const { data, failed } = await doctor([], { ...variables, DATABASE_URL, DATA_DIR: join(folder, 'data') })
    const findings = memberOf(data, 'findings')
    const found: unknown = Array.isArray(findings) ? findings.find((one) => memberOf(one, 'what') === 'signatures') : {}
    return { failed, is: memberOf(found, 'is'), says: memberOf(found, 'says') }
  }

  it.each([
    ['signed files are refused', production],
    ['anybody can sign in the name of anybody', { ...production, UNASSESSED_SIGNERS: 'accept' }],
  ])('fails in production while no issuer of signatures is trusted: %s', async (says, variables) => {
    expect(await signaturesFound(variables)).toEqual({ failed: true, is: 'fail', says: expect.stringContaining(says) })
  })

  it('warns in production while nobody is asked about revocation', async () => {
    await using authority = await testAuthority()
    const anchors = join(folder, 'anchors')
    await mkdir(anchors)
    await copyFile(authority.root.certificate, join(anchors, 'root.pem'))
    const trusting = { ...production, TRUST_ANCHORS_DIR: anchors }
    const says = expect.stringContaining('set REVOCATION_CHECKS=on')
    expect(await signaturesFound(trusting)).toEqual({ failed: false, is: 'warn', says })
    expect(await signaturesFound({ ...trusting, REVOCATION_CHECKS: 'on' })).toMatchObject({ is: 'ok' })
  })
})
