// PostgreSQL from Debian's packages, as a production has it: over TCP with passwords and TLS, with standbys. Beside it a
// socket lets tests in without either.
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { appendFile, chmod, chown, cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { userNamed } from '../../database/own-user.ts'
import type { Authority } from '../authority.ts'
import { freePort } from '../loopback.ts'
import type { Endpoint } from '../postgres.ts'

const run = promisify(execFile)
const OWNER = 'ceralacca'
const PASSWORD = 'a-password-of-tests'
const DEBIAN = '/usr/lib/postgresql'

export interface DebianPostgres {
  port: number
  /** By its socket, without password or TLS. */
  superuser: Endpoint
  owner: Endpoint
  /** As a server in production is given it: over TCP and TLS, the certificate verified. */
  url(database: string, changes?: { port?: number; parameters?: string }): string
  /** Stops it: `fast` as an operator would, `immediate` as a crash would. */
  stop(how?: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
  /** A standby of it, which follows as fast as it can. */
  standby(folder: string): Promise<DebianPostgres>
  /** Makes a standby take writes. */
  promote(): Promise<void>
}

/** The folder of the newest programs; undefined where the package is not installed. */
export function debianBinaries(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((name) => Number(name) >= 15) : []
  const bins = versions.sort((one, other) => Number(other) - Number(one)).map((name) => join(DEBIAN, name, 'bin'))
  return bins.find((bin) => existsSync(join(bin, 'initdb')))
}

/** Makes a cluster in `folder` with a role for us, and starts it. Its certificate is for `localhost`, by the authority. */
export async function startDebianPostgres(
  folder: string,
  authority: Authority,
  settings: Record<string, string | number> = {},
): Promise<DebianPostgres> {
  const tls = await authority.issue({
    name: 'localhost',
    extensions: 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth',
  })
  const made = cluster(folder, authority, settings)
  await made.prepareFolder()
  const data = join(folder, 'data')
  await made.program('initdb', '-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust', '-N')
  await cp(tls.certificate, join(folder, 'server.crt'))
  await cp(tls.key, join(folder, 'server.key'))
  await made.own(join(folder, 'server.crt'), join(folder, 'server.key'))
  await chmod(join(folder, 'server.key'), 0o600)
  await writeFile(
    join(data, 'pg_hba.conf'),
    [
      'local all all trust',
      'local replication all trust',
      'hostssl all all 127.0.0.1/32 scram-sha-256',
      // The pooler of the tests stands on this machine and has no certificate.
      `host all ${OWNER} 127.0.0.2/32 scram-sha-256`,
      '',
    ].join('\n'),
  )
  await made.start()
  const superuser = new pg.Client({ ...made.superuser, ssl: false })
  await superuser.connect()
  await superuser.query(`create role ${OWNER} login password '${PASSWORD}'`)
  await superuser.end()
  return made
}

interface Cluster extends DebianPostgres {
  prepareFolder(): Promise<void>
  own(...paths: string[]): Promise<void>
  program(name: string, ...args: string[]): Promise<unknown>
}

function cluster(folder: string, authority: Authority, settings: Record<string, string | number>): Cluster {
  const bin = debianBinaries()
  if (bin === undefined) throw new Error('PostgreSQL of Debian is not installed')
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? userNamed('postgres') : undefined
  const as = user === undefined ? {} : { uid: user.uid, gid: user.gid }
  const environment = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' } }
  const data = join(folder, 'data')
  let port = 0
  let postmaster: ChildProcess | undefined

  const endpoint = (name: string, database: string): Endpoint => ({ host: folder, port, user: name, database })
  const made: Cluster = {
    get port() {
      return port
    },
    get superuser() {
      return endpoint('postgres', 'postgres')
    },
    get owner() {
      return endpoint(OWNER, OWNER)
    },
    url: (database, changes = {}) =>
      `postgres://${OWNER}:${PASSWORD}@localhost:${changes.port ?? port}/${database}` +
      `?${changes.parameters ?? `sslmode=verify-full&sslrootcert=${authority.root.certificate}`}`,
    async prepareFolder() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await made.own(folder)
    },
    async own(...paths) {
      for (const path of paths) if (user !== undefined) await chown(path, user.uid, user.gid)
    },
    program: (name, ...args) => run(join(bin, name), args, { ...environment, ...as }),
    async start() {
      port ||= await freePort()
      const all = {
        listen_addresses: '127.0.0.1',
        port,
        unix_socket_directories: folder,
        max_connections: 300,
        ssl: 'on',
        ssl_cert_file: join(folder, 'server.crt'),
        ssl_key_file: join(folder, 'server.key'),
        fsync: 'off',
        deadlock_timeout: '100ms',
        ...settings,
      }
      const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
      postmaster = spawn(join(bin, 'postgres'), ['-D', data, ...args], {
        ...environment,
        ...as,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      await isReady(postmaster)
    },
    async stop(how = 'fast') {
      if (postmaster === undefined || postmaster.exitCode !== null || postmaster.signalCode !== null) return
      postmaster.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await once(postmaster, 'exit')
    },
    async standby(place) {
      const other = cluster(place, authority, settings)
      await other.prepareFolder()
      await other.program(
        'pg_basebackup',
        '-D',
        join(place, 'data'),
        '-h',
        folder,
        '-p',
        `${port}`,
        '-U',
        'postgres',
        '-c',
        'fast',
      )
      for (const name of ['server.crt', 'server.key']) await cp(join(folder, name), join(place, name))
      await other.own(join(place, 'server.crt'), join(place, 'server.key'))
      const follow = `primary_conninfo = 'host=${folder} port=${port} user=postgres'\n`
      await appendFile(join(place, 'data', 'postgresql.auto.conf'), follow)
      await writeFile(join(place, 'data', 'standby.signal'), '')
      await other.own(join(place, 'data', 'standby.signal'))
      await other.start()
      return other
    },
    promote: async () => void (await made.program('pg_ctl', '-D', data, 'promote')),
  }
  return made
}

async function isReady(postmaster: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    postmaster.stderr?.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-4_000)
      if (/ready to accept (read-only )?connections/.test(said)) resolve()
    })
    postmaster.once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)))
  })
}
