// A real S3 service from Debian's packages: OpenStack Swift with its s3api, four processes on loopback. It checks
// signatures as Amazon's does.
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../loopback.ts'

const run = promisify(execFile)
const PROGRAMS = '/usr/bin'
const LISTENS_WITHIN_MS = 120_000
const servers = ['account', 'container', 'object'] as const

/** What a server of ours is given to reach it. */
export interface S3Place {
  S3_ENDPOINT: string
  S3_REGION: string
  S3_ACCESS_KEY_ID: string
  S3_SECRET_ACCESS_KEY: string
}

/** Which packages are missing. */
export const missingSwiftPackages = (): string[] =>
  [...servers, 'proxy'].filter((one) => !existsSync(join(PROGRAMS, `swift-${one}-server`))).map((one) => `swift-${one}`)

/** Starts it in `folder`; the caller ends it. */
export async function startSwift(folder: string): Promise<{ place: S3Place; stop(): Promise<void> }> {
  const etc = join(folder, 'etc')
  await mkdir(etc, { recursive: true })
  await mkdir(join(folder, 'srv', 'd1'), { recursive: true })
  await writeFile(join(etc, 'swift.conf'), swiftConf)
  const started: ChildProcess[] = []
  const begin = async (name: string, port: number, conf: string) => {
    const path = join(etc, `${name}.conf`)
    await writeFile(path, conf)
    const log = await open(join(folder, `${name}.log`), 'a')
    started.push(spawn(join(PROGRAMS, `swift-${name}-server`), [path], { stdio: ['ignore', log.fd, log.fd] }))
    await log.close()
    return port
  }
  const ports = await Promise.all(
    servers.map(async (name) => {
      const port = await freePort()
      await makeRing(etc, name, port)
      return begin(name, port, storageConf(name, folder, port))
    }),
  )
  const port = await freePort()
  ports.push(await begin('proxy', port, proxyConf(folder, port, await freePort())))
  const stop = async () => {
    await Promise.all(
      started.map(async (child) => {
        child.kill('SIGTERM')
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      }),
    )
  }
  await Promise.all(ports.map(listens)).catch((error: unknown) => stop().then(() => Promise.reject(error)))
  return {
    place: {
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_REGION: 'eu-south-1',
      S3_ACCESS_KEY_ID: 'test:tester',
      S3_SECRET_ACCESS_KEY: 'testing',
    },
    stop,
  }
}

async function makeRing(etc: string, name: string, port: number): Promise<void> {
  const ring = (...args: string[]) => run(join(PROGRAMS, 'swift-ring-builder'), [join(etc, `${name}.builder`), ...args])
  await ring('create', '4', '1', '0')
  await ring('add', `r1z1-127.0.0.1:${port}/d1`, '1')
  await ring('rebalance')
}

async function listens(port: number): Promise<void> {
  for (const until = performance.now() + LISTENS_WITHIN_MS; performance.now() < until;) {
    const socket = connect(port, '127.0.0.1')
    const there = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (there) return
    await after(100)
  }
  throw new Error(`nobody listens on port ${port}`)
}

const swiftConf = `
[swift-hash]
swift_hash_path_suffix = suffix
swift_hash_path_prefix = prefix
[storage-policy:0]
name = default
default = yes
`

const common = (folder: string, port: number) => `
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${process.getuid?.() === 0 ? 'root' : (process.env.USER ?? 'nobody')}
swift_dir = ${join(folder, 'etc')}
log_level = WARNING
`

const storageConf = (name: string, folder: string, port: number) => `${common(folder, port)}
devices = ${join(folder, 'srv')}
mount_check = false
[pipeline:main]
pipeline = ${name}-server
[app:${name}-server]
use = egg:swift#${name}
`

// Without a memcached there it looks everything up.
const proxyConf = (folder: string, port: number, nobody: number) => `${common(folder, port)}
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth bulk slo dlo versioned_writes proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${nobody}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = eu-south-1
s3_acl = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
[filter:proxy-logging]
use = egg:swift#proxy_logging
`
