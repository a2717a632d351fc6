// The primary dies, its standby takes over: callers are told to come back, readiness says so, and all is well again by
// itself. The same where connections stay open to who only takes reads by now, and where connections are short.
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testAuthority } from '../../src/testing/authority.ts'
import type { Authority } from '../../src/testing/authority.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { startDebianPostgres } from '../../src/testing/lane/debian-postgres.ts'
import type { DebianPostgres } from '../../src/testing/lane/debian-postgres.ts'
import { serverAt } from '../../src/testing/lane/server-at.ts'
import { listenOnLoopback } from '../../src/testing/loopback.ts'

const WITHIN = { timeout: 30_000, interval: 50 }
let folder: string
let authority: Authority
let primary: DebianPostgres
let standby: DebianPostgres

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-failover-'))
  await chmod(folder, 0o711)
  authority = await testAuthority()
  primary = await startDebianPostgres(join(folder, 'one'), authority)
  await asSuperuser(primary, 'create database ceralacca owner ceralacca')
  standby = await primary.standby(join(folder, 'other'))
}, 120_000)
afterAll(async () => {
  await standby.stop('immediate')
  await primary.stop('immediate')
  await authority[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function asSuperuser(server: DebianPostgres, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...server.superuser, ssl: false })
  await client.connect()
  let rows: Record<string, unknown>[] = []
  for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows
  await client.end()
  return rows
}

/** As an address that moves: new connections go to whoever it was last told. */
async function movingAddress(first: number) {
  let to = first
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(to, '127.0.0.1')
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
      one.pipe(other)
    }
  })
  const port = await listenOnLoopback(server)
  return {
    port,
    moveTo: (next: number) => void (to = next),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

it('comes back by itself from a failover, a standby and a want of connections', async () => {
  await using address = await movingAddress(primary.port)
  const settings = {
    DATABASE_URL: primary.url('ceralacca', { port: address.port }),
    DATABASE_POOL_SIZE: '4',
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  }
  await using server = await serverAt(settings)
  const { customer } = server
  const ready = { status: 200, problem: undefined }
  const away = { status: 503, problem: 'database' }
  const register = () => customer.post('/pec', registration())
  const comesBack = async () => {
    await expect.poll(server.readiness, WITHIN).toEqual(ready)
    const reply = await register()
    expect(reply.error, server.logLines.filter((line) => line.includes('"request failed"')).join('\n')).toBeNull()
  }
  const first = await register()
  expect(first.error).toBeNull()
  await expect
    .poll(async () => {
      const [row] = await asSuperuser(primary, 'select pg_current_wal_lsn() as at')
      const [there] = await asSuperuser(standby, `select pg_last_wal_replay_lsn() >= '${row?.at}' as caught_up`)
      return there?.caught_up
    }, WITHIN)
    .toBe(true)

  // The primary dies, and the address leads to its standby before that is promoted.
  await primary.stop('immediate')
  address.moveTo(standby.port)
  await expect.poll(async () => (await register()).status, WITHIN).toBe(503)
  const refused = await register()
  expect([refused.error, refused.headers.get('retry-after')]).toEqual([111, '1'])
  expect(await server.readiness()).toEqual(away)
  await expect(serverAt(settings)).rejects.toThrow(
    'DATABASE_URL: the database only takes reads; a server starts on the primary',
  )
  await standby.promote()
  const promotedAt = performance.now()
  await comesBack()
  expect(performance.now() - promotedAt).toBeLessThan(15_000)
  expect((await customer.get(`/pec/${memberOf(first.data, 'id')}`)).error).toBeNull()
  expect(server.logLines.filter((line) => line.includes('the database is away'))).toHaveLength(1)

  // Connections that stay, to who takes only reads for a while.
  await asSuperuser(standby, 'alter system set default_transaction_read_only = on', 'select pg_reload_conf()')
  await expect.poll(async () => (await register()).status, WITHIN).toBe(503)
  await expect.poll(server.readiness, WITHIN).toEqual(away)
  await asSuperuser(standby, 'alter system reset default_transaction_read_only', 'select pg_reload_conf()')
  await comesBack()
  expect(await server.recovered('read-only connection dropped')).toBeGreaterThan(0)

  // Somebody holds what everybody needs: whoever gets no connection in time is told, and nobody else waits for good.
  const holder = new pg.Client({ ...standby.superuser, database: 'ceralacca', ssl: false })
  await holder.connect()
  await holder.query('begin; lock table mailboxes in access exclusive mode')
  const waiting = Array.from({ length: 8 }, register)
  const told = await Promise.race(waiting)
  expect([told.status, told.error]).toEqual([503, 111])
  expect(await server.readiness()).toEqual(away)
  await holder.query('rollback')
  await holder.end()
  const replies = await Promise.all(waiting)
  expect(replies.map(({ status }) => status).filter((status) => status !== 200 && status !== 503)).toEqual([])
  await comesBack()
  const problems = server.logLines.filter((line) => line.includes('"request failed"'))
  expect(problems).toEqual([])
}, 120_000)
