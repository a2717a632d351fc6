import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { renameSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findBinaries } from './binaries.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from './embedded.ts'
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded.ts'
import type { Endpoint } from './keeper.ts'
import { processesIn, readPostmasterLock } from './process-table.ts'

const room = mkdtempSync(join(tmpdir(), 'database-test-'))
const template = join(room, 'template', 'postgres')
const isRoot = process.getuid?.() === 0
const running: EmbeddedPostgres[] = []
let folders = 0

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ ...options, settings: { fsync: 'off', ...options.settings } })
  running.push(postgres)
  return postgres
}

/** A private folder like DATA_DIR. `withCluster`: with a copy of a stopped cluster that contains one note. */
function dataFolder(withCluster: boolean): string {
  const home = join(room, `home-${folders++}`)
  mkdirSync(home, { mode: 0o700 })
  const dir = join(home, 'postgres')
  if (withCluster) execFileSync('cp', ['-a', template, dir])
  return dir
}

async function notes(postgres: EmbeddedPostgres): Promise<unknown[]> {
  const rows = await query(postgres.connection, 'select text from notes order by 1')
  return rows.map((row) => row['text'])
}

beforeAll(async () => {
  const first = await start({ dir: template })
  expect(first.how).toBe('created')
  await query(first.connection, "create table notes (text text); insert into notes values ('kept')")
  await first.stop()
})

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop()
})

afterAll(() => {
  const left = readdirSync(room).flatMap((name) => processesIn(join(room, name, 'postgres')))
  rmSync(room, { recursive: true, force: true })
  expect(left).toEqual([])
})

describe('one process', () => {
  it('finds its rows again after a stop', async () => {
    const dir = dataFolder(true)
    const postgres = await start({ dir })
    expect(postgres.how).toBe('started')
    expect(await notes(postgres)).toEqual(['kept'])
    await postgres.stop()
    await postgres.stop()
    expect(processesIn(dir)).toEqual([])
    expect(existsSync(postgres.connection.host)).toBe(false)
  })

  it('keeps folder, socket and role private', async () => {
    const dir = dataFolder(true)
    const { connection, superuser } = await start({ dir })
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    expect(statSync(dirname(dir))).toMatchObject({ uid: process.getuid?.(), mode: 0o40700 })
    expect(statSync(connection.host).mode & 0o777).toBe(0o700)
    expect(await query(superuser, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
    expect(
      await query(connection, 'select rolsuper, rolcreaterole from pg_roles where rolname = current_user'),
    ).toEqual([{ rolsuper: false, rolcreaterole: false }])
  })

  const services = ['postgres', 'nobody'].map(uidOf).filter((uid) => uid !== undefined)

  it('runs as ourselves or, started as root, as a user no other service has', async () => {
    const dir = dataFolder(false)
    const { connection } = await start({ dir })
    const { uid } = statSync(dir)
    expect(processesIn(dir).map((pid) => statSync(`/proc/${pid}`).uid)).toEqual(processesIn(dir).map(() => uid))
    if (!isRoot) expect(uid).toBe(process.getuid?.())
    else {
      expect(services.length).toBeGreaterThan(0)
      expect(
        readFileSync('/etc/passwd', 'utf8')
          .split('\n')
          .map((line) => line.split(':')[2]),
      ).not.toContain(String(uid))
      const others = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
        (name) => lstatSync(join(dir, name)).uid !== uid,
      )
      expect(others).toEqual([])
      for (const service of services) expect(spawnSync('ls', [connection.host], { uid: service }).status).not.toBe(0)
    }
  })

  it.each(isRoot ? services : [])(
    'started as root, takes its files over from user %i, who had them before',
    async (service) => {
      const dir = dataFolder(true)
      execFileSync('chown', ['-R', `${service}:${service}`, dir])
      const postgres = await start({ dir })
      expect(await notes(postgres)).toEqual(['kept'])
      expect(services).not.toContain(statSync(dir).uid)
      await postgres.stop()
      const again = await start({ dir })
      expect(await notes(again)).toEqual(['kept'])
    },
  )

  it('does not look at variables meant for another PostgreSQL', async () => {
    const dir = dataFolder(true)
    vi.stubEnv('PGSSLMODE', 'prefer')
    vi.stubEnv('PGOPTIONS', '-c nonsense=1')
    const { connection } = await start({ dir })
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
    vi.unstubAllEnvs()
  })

  it('is not made when it only may be joined', async () => {
    const dir = dataFolder(false)
    await expect(start({ dir, create: false })).rejects.toThrow(/^DATA_DIR: there is no database in .* yet/)
    expect(existsSync(dir)).toBe(false)
  })

  it('recreates role and database after a crash in between', async () => {
    const dir = dataFolder(true)
    const before = await start({ dir })
    await query(before.superuser, 'drop database ceralacca')
    await query(before.superuser, 'drop role ceralacca')
    await before.stop()
    const { connection } = await start({ dir })
    expect(await query(connection, 'select current_user::text as me')).toEqual([{ me: 'ceralacca' }])
  })

  it('restarts at the same address when PostgreSQL is killed, and reports it', async () => {
    const dir = dataFolder(true)
    let report: (reason: string) => void = () => undefined
    const reported = new Promise<string>((resolve) => (report = resolve))
    const postgres = await start({ dir, onRestart: report })
    process.kill(readPostmasterLock(dir)?.pid ?? NaN, 'SIGKILL')
    expect(await reported).toBe('PostgreSQL ended unexpectedly and was started again')
    expect(await notes(postgres)).toEqual(['kept'])
  })
})

describe('a data folder that vanishes under a running server', () => {
  it('is reported, never replaced by an empty one, and used again when it is back', async () => {
    const dir = dataFolder(true)
    const elsewhere = `${dir}-elsewhere`
    const restarts = new EventEmitter()
    const postgres = await start({ dir, onRestart: (reason) => restarts.emit('restart', reason) })
    renameSync(dir, elsewhere)
    const first = once(restarts, 'restart')
    killEverything(elsewhere)
    expect(await first).toEqual([expect.stringMatching(/cannot be started again yet: DATA_DIR: .* has disappeared$/)])
    expect(existsSync(dir)).toBe(false)
    renameSync(elsewhere, dir)
    expect(await once(restarts, 'restart')).toEqual(['PostgreSQL ended unexpectedly and was started again'])
    expect(await notes(postgres)).toEqual(['kept'])
  })
})

describe('several processes', () => {
  it('one makes the cluster, the others join, the last one stops it', async () => {
    const dir = dataFolder(false)
    const together = await Promise.all([start({ dir }), start({ dir }), start({ dir })])
    expect(together.map(({ how }) => how).sort()).toEqual(['attached', 'attached', 'created'])
    expect(readdirSync(dirname(dir))).toEqual(['postgres'])
    const [first, second, last] = together
    await first.stop()
    await second.stop()
    expect(await query(last.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await last.stop()
    expect(processesIn(dir)).toEqual([])
  })

  it('a second program joins and takes over when the first leaves', async () => {
    const dir = dataFolder(true)
    const first = await start({ dir })
    const second = spawnUser(dir)
    expect(await second.how).toBe('attached')
    await first.stop()
    expect(processesIn(dir)).not.toEqual([])
    await second.leave()
    expect(processesIn(dir)).toEqual([])
  })
})

describe('after a kill -9', () => {
  it('of the program alone: the survivor is joined, and stopped by whoever adopts it', async () => {
    const dir = dataFolder(true)
    const victim = spawnUser(dir)
    expect(await victim.how).toBe('started')
    await victim.kill()
    const guest = await start({ dir, adopt: false })
    expect(guest).toMatchObject({ how: 'attached', mode: 'attached' })
    expect(await notes(guest)).toEqual(['kept'])
    await guest.stop()
    expect(processesIn(dir)).not.toEqual([])
    const heir = await start({ dir })
    await heir.stop()
    expect(processesIn(dir)).toEqual([])
    expect(existsSync(heir.connection.host)).toBe(false)
  })

  it('of the program alone: a survivor that nobody takes over ends by itself', async () => {
    const dir = dataFolder(true)
    const victim = spawnUser(dir, { leftForSeconds: 0 })
    expect(await victim.how).toBe('started')
    await victim.kill()
    await expect.poll(() => processesIn(dir), { timeout: 50_000 }).toEqual([])
    expect(await notes(await start({ dir }))).toEqual(['kept'])
  }, 60_000)

  it('of everything: it starts again with its rows', async () => {
    const dir = dataFolder(true)
    const victim = spawnUser(dir)
    expect(await victim.how).toBe('started')
    killEverything(dir)
    await victim.kill()
    const postgres = await start({ dir })
    expect(postgres.how).toBe('started')
    expect(await notes(postgres)).toEqual(['kept'])
  })

  it('and a lock file naming a zombie: it starts', async () => {
    const dir = dataFolder(true)
    const zombie = await spawnZombie(statSync(dir))
    writeFileSync(join(dir, 'postmaster.pid'), `${zombie.pid}\n${dir}\n1\n5432\n/tmp\n\n\nready\n`)
    const postgres = await start({ dir })
    expect(postgres.how).toBe('started')
    zombie.end()
  })

  it('during initialisation: the cluster is created again and the remains are removed', async () => {
    const dir = dataFolder(false)
    mkdirSync(join(dirname(dir), '.init-postgres-0123456789ab', 'base'), { recursive: true })
    const begun = new Promise<void>((resolve) => {
      const watcher = watch(dirname(dir), () => {
        watcher.close()
        resolve()
      })
    })
    const victim = spawnUser(dir)
    await begun
    await victim.kill()
    expect(existsSync(dir)).toBe(false)
    const postgres = await start({ dir })
    expect(postgres.how).toBe('created')
    expect(readdirSync(dirname(dir))).toEqual(['postgres'])
  })
})

describe('PostgreSQL programs', () => {
  const installation = join(room, 'installation')
  const bindir = join(installation, 'native', 'bin')

  beforeAll(() => {
    // As npm installs it when install scripts are disabled: without any links.
    const [packaged = ''] = findBinaries(undefined)
    const filter = (path: string) => !lstatSync(path).isSymbolicLink()
    cpSync(dirname(packaged), dirname(bindir), { recursive: true, filter })
    expect(spawnSync(join(bindir, 'postgres'), ['--version']).status).not.toBe(0)
  })

  it('run without their links, even from an installation that only root can enter', async () => {
    chmodSync(room, 0o700)
    const postgres = startEmbeddedPostgres({ dir: dataFolder(false), pgBindir: bindir, settings: { fsync: 'off' } })
    if (isRoot && spawnSync('unshare', ['--user', 'true']).status !== 0) {
      await expect(postgres).rejects.toThrow(/PG_BINDIR|DATA_DIR/)
    } else {
      expect(await postgres).toMatchObject({ how: 'created', mode: isRoot ? 'userns' : 'self' })
      await (await postgres).stop()
    }
  })

  it.each(systemBindirs())('of the system work too: %s', async (pgBindir) => {
    const dir = dataFolder(false)
    const first = await start({ dir, pgBindir })
    expect(first.how).toBe('created')
    await first.stop()
    const again = await start({ dir })
    expect(await query(again.connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('that are missing: the message names PG_BINDIR', async () => {
    await expect(start({ dir: dataFolder(false), pgBindir: room })).rejects.toThrow(/^PG_BINDIR: .* does not hold/)
  })
})

describe('errors are one plain line', () => {
  it.each<[string, (dir: string) => void, Record<string, string>, RegExp]>([
    [
      'a folder with something else in it',
      (dir) => writeInside(dir),
      {},
      /^DATA_DIR: .* is not empty and holds no database$/,
    ],
    ['a folder below a file', (dir) => writeFileSync(dirname(dir), ''), {}, /^DATA_DIR: .* cannot be made or entered/],
    ['a setting PostgreSQL refuses', () => undefined, { max_connections: 'many' }, /^DATA_DIR: .*max_connections.*$/],
  ])('%s', async (_name, prepare, settings, message) => {
    const dir = join(room, `refused-${folders++}`, 'postgres')
    prepare(dir)
    const refused = await start({ dir, settings }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(EmbeddedPostgresError)
    expect(String(refused)).not.toContain('\n')
    expect(refused).toMatchObject({ message: expect.stringMatching(message) as unknown })
  })
})

function writeInside(dir: string): void {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'something'), 'else')
}

function systemBindirs(): string[] {
  const root = '/usr/lib/postgresql'
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : []
}

async function query(at: Endpoint, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...at, ssl: false })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(text)
  await client.end()
  return rows
}

/** A separate program that uses the folder: reports how it got it, and stops cleanly when its input ends. */
function spawnUser(dir: string, options: Partial<EmbeddedPostgresOptions> = {}) {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(import.meta.resolve('./embedded.ts'))}
    const postgres = await startEmbeddedPostgres(${JSON.stringify({ ...options, dir, settings: { fsync: 'off' } })})
    console.log(postgres.how)
    for await (const _ of process.stdin);
    await postgres.stop()`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const how = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve))
  return {
    how,
    leave: () => {
      child.stdin.end()
      return exited
    },
    /** Kills its whole process group, as a terminal or service manager would. */
    kill: () => {
      process.kill(-(child.pid ?? NaN), 'SIGKILL')
      return exited
    },
  }
}

function uidOf(name: string): number | undefined {
  const found = spawnSync('id', ['-u', name], { encoding: 'utf8' })
  return found.status === 0 ? Number(found.stdout) : undefined
}

function killEverything(dir: string): void {
  for (const pid of processesIn(dir)) process.kill(pid, 'SIGKILL')
}

/** A process that has ended but is never reaped by its parent. */
async function spawnZombie(user: { uid: number; gid: number }): Promise<{ pid: number; end: () => void }> {
  const as = isRoot ? { uid: user.uid, gid: user.gid } : {}
  const parent = spawn('sh', ['-c', 'sh -c exit & echo $!; exec sleep 60'], {
    ...as,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = await new Promise<string>((resolve) => createInterface(parent.stdout).once('line', resolve))
  return { pid: Number(pid), end: () => parent.kill('SIGKILL') }
}
