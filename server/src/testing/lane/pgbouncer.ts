// PgBouncer of Debian's package before a database of the lane.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { userNamed } from '../../database/own-user.ts'
import { freePort } from '../loopback.ts'
import type { Endpoint } from '../postgres.ts'
import { PGBOUNCER } from './lane.ts'

export interface PgBouncer extends AsyncDisposable {
  url: string
}

/** Starts it with lines of its own configuration, such as `pool_mode = transaction`. */
export async function startPgBouncer(database: Endpoint, lines: readonly string[]): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-pgbouncer-'))
  const port = await freePort()
  const { host, port: its, user, database: name } = database
  const ini = join(folder, 'pgbouncer.ini')
  const content = [
    '[databases]',
    `${name} = host=${host} port=${its} dbname=${name} user=${user}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    ...lines,
    '',
  ]
  await writeFile(ini, content.join('\n'))
  // It refuses to run as root.
  const as = process.getuid?.() === 0 ? userNamed('postgres') : undefined
  if (as !== undefined) for (const path of [folder, ini]) await chown(path, as.uid, as.gid)
  const child = spawn(PGBOUNCER, [ini], { ...as, stdio: ['ignore', 'ignore', 'pipe'] })
  for await (const line of createInterface({ input: child.stderr })) if (line.includes('process up')) break
  child.stderr.resume()
  return {
    url: `postgres://${user}@127.0.0.1:${port}/${name}`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
