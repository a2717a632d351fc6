// How long a server takes to be ready, and the memory it then has, its PostgreSQL included.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { processesIn } from '../../server/src/database/process-table.ts'
import { median, onCore, ROUNDS, tableOf } from './fixture.ts'

interface Start {
  readyMs: number
  serverMb: number
  databaseMb: number
}

/** Starts a server on an empty folder and on the same folder again, some times; returns the section of the page. */
export async function benchStart(): Promise<string> {
  const seen: [Start[], Start[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-'))
    try {
      for (const starts of seen) starts.push(await start(folder))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const row = (name: string, starts: Start[]) => [
    name,
    ...(['readyMs', 'serverMb', 'databaseMb'] as const).map((what) =>
      Math.round(median(starts.map((one) => one[what]))),
    ),
  ]
  return [
    `Medians of ${ROUNDS}, on one core, built before. Memory is the proportional share of each process, added up.`,
    '',
    tableOf([
      ['start', 'ready after, ms', 'server, MB', 'its PostgreSQL, MB'],
      row('on an empty folder', seen[0]),
      row('again', seen[1]),
    ]),
  ].join('\n')
}

async function start(folder: string): Promise<Start> {
  const from = performance.now()
  const server = onCore(0, ['scripts/start.mjs'], { DATA_DIR: folder, PORT: '0' })
  if (server.stdout === null) throw new Error('the server has no output')
  for await (const line of createInterface({ input: server.stdout })) if (line.includes('"msg":"ready"')) break
  server.stdout.resume()
  const readyMs = performance.now() - from
  const serverMb = shareMb(server.pid ?? 0)
  const databaseMb = processesIn(join(folder, 'postgres')).reduce((sum, pid) => sum + shareMb(pid), 0)
  server.kill('SIGTERM')
  if (server.exitCode === null) await once(server, 'exit')
  return { readyMs, serverMb, databaseMb }
}

/** The proportional set size of a process; 0 where the machine does not say. */
function shareMb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}
