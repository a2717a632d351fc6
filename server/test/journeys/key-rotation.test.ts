// ENCRYPTION_KEY is changed while two servers serve: nothing is unreadable at any moment, a rotation that is killed goes on,
// and in the end nothing needs the key before.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { prepareSandbox } from '../../src/accounts/sandbox.ts'
import { backupCommand } from '../../src/commands/backup.ts'
import { doctor } from '../../src/commands/doctor.ts'
import { keysList, keysRotate } from '../../src/commands/keys.ts'
import { restore } from '../../src/commands/restore.ts'
import { openContext } from '../../src/context.ts'
import type { Context, Purpose } from '../../src/context.ts'
import { documentVault } from '../../src/documents/documents.ts'
import { keyringOf } from '../../src/documents/keyring.ts'
import { keyId } from '../../src/documents/sealing.ts'
import { openServer } from '../../src/http/serve.ts'
import { openLog } from '../../src/log.ts'
import { readSettings } from '../../src/settings.ts'
import { insertDocuments } from '../../src/store/documents.ts'
import { callerAt, memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { copyTemplate } from '../../src/testing/postgres.ts'

const [OLD, NEW] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
const [oldId, newId] = [OLD, NEW].map((key) => keyId(Buffer.from(key, 'base64')))
const both = { ENCRYPTION_KEY: NEW, ENCRYPTION_KEY_PREVIOUS: OLD }
const TOKEN = 'rotation-0123456789abcdef'
const OPERATOR_TOKEN = 'rotation-operator-0123456789abcdef'
const DOCUMENTS = 150
const UPLOADS = 8

let folder = ''
let url = ''
const drops: (() => Promise<void>)[] = []
const closing = new Set<() => Promise<void>>()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-keys-'))
  url = await emptyDatabase()
})
afterAll(async () => {
  for (const close of closing) await close()
  for (const drop of drops) await drop()
  await rm(folder, { recursive: true, force: true })
})

async function emptyDatabase(template?: 'template0'): Promise<string> {
  const { connection, drop } = await copyTemplate(inject('superuser'), inject('owner'), template)
  drops.push(drop)
  const { host, port, user, database } = connection
  return `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}

const variables = (keys: Record<string, string>) => ({
  DATA_DIR: folder,
  DATABASE_URL: url,
  PORT: '0',
  SANDBOX_TOKEN: TOKEN,
  OPERATOR_TOKEN,
  SANDBOX_PROVIDER_DELAY_MS: '0',
  SANDBOX_CREDIT: '900000.00',
  ...keys,
})

async function opened(keys: Record<string, string>, purpose: Purpose = 'command'): Promise<Context> {
  return openContext(readSettings(variables(keys)), { log: openLog('silent'), purpose })
}

interface Server {
  context: Context
  customer: Caller
  operator: Caller
  stop(): Promise<void>
}

async function server(keys: Record<string, string>): Promise<Server> {
  const context = await opened(keys, 'server')
  const app = await openServer(context)
  const at = await app.listen({ host: '127.0.0.1', port: 0 })
  await prepareSandbox(context, at)
  const stop = async () => {
    closing.delete(stop)
    await app.close()
    await context[Symbol.asyncDispose]()
  }
  closing.add(stop)
  return { context, customer: callerAt(at, TOKEN), operator: callerAt(at, OPERATOR_TOKEN), stop }
}

async function run(command: typeof keysRotate, keys: Record<string, string>) {
  await using context = await opened(keys)
  return await command.run({ options: {}, positionals: [], context })
}

async function withDocument({ customer }: Server): Promise<string> {
  const registered = await customer.post(
    '/pec',
    registration({ casella_pec: `k${randomBytes(6).toString('hex')}@testcert.legalmail.it` }),
  )
  const id = String(memberOf(registered.data, 'id'))
  const uploaded = await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText(id) })
  expect(uploaded.error, uploaded.text).toBeNull()
  return `/v1/operator/documents/${id}/${id}_0_attivazione.pdf`
}

/** Documents of one mailbox, put where an upload puts them. */
async function manyDocuments({ context }: Server, id: string): Promise<string[]> {
  const owner = { kind: 'mailbox', id } as const
  const bytes = randomBytes(2_000)
  const wanted = Array.from({ length: DOCUMENTS }, (_, at) => ({ name: `${id}_${at}_altro.pdf`, bytes, sha256: 'x' }))
  const kept = await context.vault.keep(owner, wanted)
  const rows = kept.map(({ key, name, sizeBytes, sha256, keyId: key_id }) => {
    const about = { owner_kind: owner.kind, owner_id: id, purpose: 'attivazione', submission: 1, findings: {} }
    return { ...about, object_key: key, name, size_bytes: sizeBytes, sha256, key_id, created_at: new Date() }
  })
  await context.database.kysely.transaction().execute((tx) => insertDocuments(tx, rows))
  return kept.map(({ name }) => `/v1/operator/documents/${id}/${name}`)
}

/** `keys rotate` as a process of its own, killed once so many documents are sealed with the new key. */
async function killedRotation({ context }: Server, after: number): Promise<NodeJS.Signals | null> {
  const commands = JSON.stringify(join(inject('builtServer'), 'commands.js'))
  const program = `import { runCommand } from ${commands}; process.exitCode = await runCommand(['keys', 'rotate'], process.env)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...variables(both) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  const anew = async () =>
    (await context.database.pool.query('select from documents where key_id = $1', [newId])).rowCount ?? 0
  while (child.exitCode === null && (await anew()) < after);
  child.kill('SIGKILL')
  await ended
  return child.signalCode
}

it('is a matter of one command, whatever happens meanwhile', async () => {
  const first = await server({ ENCRYPTION_KEY: OLD })
  const { operator } = first
  const paths = [await withDocument(first)]
  const [, , , , id = ''] = (paths[0] ?? '').split('/')
  paths.push(...(await manyDocuments(first, id)))
  const secret = memberOf((await first.customer.get('/v1/signing-secret')).data, 'secret')
  await first.customer.post('/v1/signing-secret/rotate', {}, { 'idempotency-key': 'rotate-once' })
  const kept = await first.customer.post('/v1/signing-secret/rotate', {}, { 'idempotency-key': 'rotate-once' })
  expect(kept.headers.get('idempotent-replayed')).toBe('true')

  // Servers that do not have the new key would be left behind.
  await expect(run(keysRotate, both)).rejects.toThrow(
    `ENCRYPTION_KEY: 1 of 1 running servers do not have the key ${newId}; restart them with it`,
  )
  await expect(opened({ ENCRYPTION_KEY: NEW })).rejects.toThrow(/^ENCRYPTION_KEY is not the key/)

  // One after the other is restarted with both; what they seal can be read by the one that was not yet.
  const second = await server(both)
  paths.push(await withDocument(second))
  expect((await operator.get(paths.at(-1) ?? '')).status).toBe(200)
  await first.stop()
  const third = await server(both)
  expect([second, third].map(({ context }) => context.keyring.sealingId())).toEqual([oldId, oldId])

  let isOver = false
  const refused: unknown[] = []
  const reading = [second, third].map(async (one) => {
    for (let at = 0; !isOver; at += 1) {
      const reply = await one.operator.get(paths[at % paths.length] ?? '')
      if (reply.status !== 200) refused.push([reply.status, reply.text])
      const shown = await one.customer.get('/v1/signing-secret')
      if (shown.status !== 200) refused.push([shown.status, shown.text])
    }
  })
  const writing = [second, third].map(async (one) => {
    for (let at = 0; at < UPLOADS && !isOver; at += 1) paths.push(await withDocument(one))
  })
  try {
    expect(await killedRotation(second, 20)).toBe('SIGKILL')
    const { rows } = await second.context.database.pool.query<{ left: number }>(
      'select count(*) as left from documents where key_id = $1',
      [oldId],
    )
    expect(rows[0]?.left).toBeGreaterThan(0)
    expect([second, third].map(({ context }) => context.keyring.sealingId())).toEqual([newId, newId])
    const listed = await keysList.run({ options: {}, positionals: [], context: second.context })
    expect(listed.lines).toEqual([
      expect.stringMatching(new RegExp(`^${newId}  seals  at hand  .* at 2 of 2 running servers$`)),
      expect.stringMatching(new RegExp(`^${oldId}  opens  at hand  .* [1-9]\\d* documents`)),
    ])
    await expect(opened({ ENCRYPTION_KEY: NEW })).rejects.toThrow(`ENCRYPTION_KEY_PREVIOUS: the key ${oldId} is needed`)
    await expect(opened({ ENCRYPTION_KEY: OLD })).rejects.toThrow(/^ENCRYPTION_KEY is not the key/)
    await backup(second, 'between.tar')

    const ended = await run(keysRotate, both)
    expect(ended.lines.at(-1)).toMatch(
      new RegExp(`^nothing needs the key ${oldId} any more: 0 secrets in the tables, 0 of \\d+ objects in the store$`),
    )
    expect(ended).toMatchObject({ data: { left: { secrets: 0, documents: 0, underWay: 0 }, unreadable: [] } })
  } finally {
    isOver = true
    await Promise.all([...reading, ...writing])
  }
  expect(refused).toEqual([])
  expect((await doctorOf(both)).get('encryption key')).toEqual(
    `${newId} opens all that is sealed, and nothing needs ENCRYPTION_KEY_PREVIOUS any more`,
  )
  expect((await run(keysRotate, both)).lines.at(-1)).toContain('nothing needs any other key: 0 secrets')

  // The key before is thrown away.
  await second.stop()
  await third.stop()
  const last = await server({ ENCRYPTION_KEY: NEW })
  for (const path of paths) expect((await last.operator.get(path)).status, path).toBe(200)
  expect(memberOf((await last.customer.get('/v1/signing-secret')).data, 'secret')).not.toBe(secret)
  const again = await last.customer.post('/v1/signing-secret/rotate', {}, { 'idempotency-key': 'rotate-once' })
  expect(again.text).toBe(kept.text)
  expect((await doctorOf({ ENCRYPTION_KEY: NEW })).get('encryption key')).toBe(`${newId} opens what is sealed`)

  await restoredBetween(paths[1] ?? '')
})

async function backup({ context }: Server, name: string): Promise<void> {
  const { failed } = await backupCommand.run({ options: {}, positionals: [join(folder, name)], context })
  expect(failed).toBeUndefined()
}

async function doctorOf(keys: Record<string, string>): Promise<Map<string, string>> {
  const { data } = await doctor(['--documents', '0'], variables(keys))
  const findings: { what: string; says: string }[] = Object(data).findings
  return new Map(findings.map(({ what, says }) => [what, says]))
}

/** A backup of a rotation under way needs both keys, and the rotation is ended where it was restored. */
async function restoredBetween(path: string): Promise<void> {
  const saved = join(folder, 'between.tar')
  const DATA_DIR = await mkdtemp(join(folder, 'restored-'))
  const place = { ...variables(both), DATA_DIR, DATABASE_URL: await emptyDatabase('template0') }
  await expect(restore([saved], { ...place, ENCRYPTION_KEY_PREVIOUS: '' })).rejects.toThrow(
    `ENCRYPTION_KEY_PREVIOUS: the key ${oldId} is needed`,
  )
  await restore([saved], place)
  const context = await openContext(readSettings(place), { log: openLog('silent'), purpose: 'command' })
  try {
    // What a crash has left of uploads of before the change: nothing may need it, after an hour.
    const left = documentVault({ store: context.objects, keyring: keyringOf(Buffer.from(OLD, 'base64')) })
    const orphan = { name: 'x', bytes: Buffer.from('x'), sha256: 'x' }
    const [kept] = await left.keep({ kind: 'mailbox', id: 'f'.repeat(24) }, [orphan])
    const early = await keysRotate.run({ options: {}, positionals: [], context })
    expect([early.failed, early.lines.at(-1)]).toEqual([true, expect.stringContaining('run it again in an hour')])
    await utimes(join(DATA_DIR, 'documents', kept?.key ?? ''), new Date(0), new Date(0))
    const ended = await keysRotate.run({ options: {}, positionals: [], context })
    expect(ended.failed, ended.lines.join('\n')).toBeUndefined()
    const [, , , , id = '', name = ''] = path.split('/')
    const { rows } = await context.database.pool.query<{ object_key: string }>(
      'select object_key from documents where owner_id = $1 and name = $2',
      [id, name],
    )
    const key = rows[0]?.object_key ?? ''
    expect(await context.vault.keyIdOf(key)).toBe(newId)
    expect((await context.vault.read({ key, name, owner: { kind: 'mailbox', id } })).length).toBe(2_000)
  } finally {
    await context[Symbol.asyncDispose]()
  }
}
