// The fixture of every benchmark: a fresh server on one core, the load on another. Everything is removed afterwards.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openContext } from '../../server/src/context.ts'
import type { Context } from '../../server/src/context.ts'
import { openLog } from '../../server/src/log.ts'
import { readSettings } from '../../server/src/settings.ts'
import type { Load } from './load.ts'

export interface Measured {
  perSecond: number
  p50Ms: number
  p99Ms: number
  failed: number
}

export interface Fixture {
  baseUrl: string
  token: string
  accountId: string
  /** A context of this process on the server's database. */
  context: Context
  folder: string
  server: ChildProcess
}

/** Whether server and load are pinned to separate cores. */
export const pinned = spawnSync('taskset', ['--version']).status === 0

/** Runs `work` against a server on an empty folder, of this checkout or another; removes the folder afterwards. */
export async function withFixture<T>(
  settings: Record<string, string>,
  work: (fixture: Fixture) => Promise<T>,
  checkout = '.',
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-'))
  const environment = { DATA_DIR: folder, PORT: '0', SANDBOX_CREDIT: '9000000.00', RENEWAL_GUARD_SECONDS: '0' }
  const server = onCore(0, ['scripts/start.mjs'], { ...environment, ...settings }, checkout)
  try {
    await ready(server)
    const sandbox: { baseUrl: string; token: string } = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'))
    const context = await openContext(readSettings({ DATA_DIR: folder }), {
      log: openLog('silent'),
      // It may be the database of an older version.
      purpose: 'inspection',
    })
    try {
      const { rows } = await context.database.pool.query<{ id: string }>('select id from accounts')
      return await work({ ...sandbox, accountId: rows[0]?.id ?? '', context, folder, server })
    } finally {
      await context[Symbol.asyncDispose]()
    }
  } finally {
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts Node pinned to a core, where the machine allows it. */
export function onCore(core: number, args: string[], environment: NodeJS.ProcessEnv = {}, cwd = '.'): ChildProcess {
  const [command = '', ...rest] = pinned
    ? ['taskset', '-c', String(core), process.execPath, ...args]
    : [process.execPath, ...args]
  return spawn(command, rest, { cwd, stdio: ['ignore', 'pipe', 'inherit'], env: { ...machineOnly(), ...environment } })
}

/** The first line a process prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the process has no output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('the process ended without output')
}

/** Generates a load in a separate process and returns its measurements. */
export async function measure(folder: string, load: Load): Promise<Measured> {
  const file = join(folder, 'load.json')
  writeFileSync(file, JSON.stringify(load))
  const child = onCore(1, ['--import', 'tsx', 'scripts/bench/load.ts', file])
  const measured: Measured = JSON.parse(await firstLine(child))
  if (child.exitCode === null) await once(child, 'exit')
  return measured
}

export const median = (numbers: readonly number[]) =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0

/** Rounds of a comparison. */
export const ROUNDS = 5
const SECONDS = 2

/** Medians of two measurements in alternating rounds. */
export async function alternate(one: () => Promise<number>, other: () => Promise<number>): Promise<[number, number]> {
  const seen: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    seen[0].push(await one())
    seen[1].push(await other())
  }
  return [median(seen[0]), median(seen[1])]
}

/** Milliseconds of the server's core that a request costs. Throws when any is answered otherwise than expected. */
export async function perRequestMs(
  { folder, baseUrl: url, token }: Fixture,
  request: Pick<Load, 'paths'> & Partial<Load>,
  expected: 'done' | 'refused' = 'done',
): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const { perSecond, failed } = await measure(folder, {
    url,
    method: 'GET',
    headers,
    seconds: SECONDS,
    from: 0,
    ...request,
  })
  if (failed > 0 !== (expected === 'refused')) throw new Error(`${failed} requests failed: ${request.paths[0] ?? ''}`)
  return 1_000 / perSecond
}

/** A Markdown table. */
export const tableOf = (rows: readonly (readonly (string | number)[])[]) =>
  rows
    .flatMap((row, at) => [`| ${row.join(' | ')} |`, ...(at === 0 ? [`|${row.map(() => '---').join('|')}|`] : [])])
    .join('\n')

async function ready(server: ChildProcess): Promise<void> {
  if (server.stdout === null) throw new Error('the server has no output')
  for await (const line of createInterface({ input: server.stdout })) if (line.includes('"msg":"ready"')) break
  server.stdout.resume()
}

/** Passes on only machine settings: the benchmark must not write to a DATABASE_URL set here. */
function machineOnly(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'PG_BINDIR']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}
