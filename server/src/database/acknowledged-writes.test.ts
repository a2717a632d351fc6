import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { startEmbeddedPostgres } from './embedded.ts'
import { isProcessAlive, processesIn } from './process-table.ts'

const rounds = 20
const writesPerRound = 60
const home = mkdtempSync(join(tmpdir(), 'acknowledged-writes-'))
const dir = join(home, 'postgres')

afterAll(() => {
  const left = processesIn(dir)
  rmSync(home, { recursive: true, force: true })
  expect(left).toEqual([])
})

it(`no acknowledged row is lost in ${rounds} kills of program and database together`, async () => {
  const acknowledged: number[] = []
  // The next program loads while the current one writes, and opens the database when asked to.
  let next = spawnWriter()
  for (let round = 0; round < rounds; round++) {
    const writer = next
    next = spawnWriter()
    acknowledged.push(...(await writer.writeUntilKilled((acknowledged.at(-1) ?? 0) + 1)))
  }
  await next.kill()

  const postgres = await startEmbeddedPostgres({ dir })
  const client = new pg.Client({ ...postgres.connection, ssl: false })
  await client.connect()
  const { rows } = await client.query<{ id: number }>('select id from written')
  await client.end()
  await postgres.stop()

  const kept = new Set(rows.map(({ id }) => id))
  const lost = acknowledged.filter((id) => !kept.has(id))
  console.log(`${rounds} kills: ${acknowledged.length} acknowledged / ${lost.length} lost`)
  expect(acknowledged.length).toBeGreaterThanOrEqual(rounds * writesPerRound)
  expect(lost).toEqual([])
}, 240_000)

function spawnWriter() {
  const script = `
    import { once } from 'node:events'
    import pg from 'pg'
    import { startEmbeddedPostgres } from ${JSON.stringify(import.meta.resolve('./embedded.ts'))}
    const [line] = await once(process.stdin, 'data')
    const { connection } = await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)} })
    const client = new pg.Client({ ...connection, ssl: false })
    await client.connect()
    await client.query('create table if not exists written (id int primary key)')
    const { rows: [{ last }] } = await client.query('select coalesce(max(id), 0) as last from written')
    for (let id = Math.max(Number(line), last + 1); ; id++) {
      await client.query('insert into written values ($1)', [id])
      process.stdout.write(id + '\\n')
    }`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  })
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const kill = () => {
    process.kill(-(child.pid ?? NaN), 'SIGKILL')
    return exited
  }
  return {
    kill,
    /** Ids that were confirmed to the program and reported by it before everything was killed. */
    async writeUntilKilled(firstId: number): Promise<number[]> {
      const ids: number[] = []
      child.stdin.write(`${firstId}\n`)
      const lines = createInterface(child.stdout)
      const enough = new Promise<void>((resolve, reject) => {
        lines.on('line', (line) => (ids.push(Number(line)) === writesPerRound ? resolve() : undefined))
        void exited.then(() => reject(new Error('the writing program ended by itself')))
      })
      const drained = new Promise<void>((resolve) => lines.once('close', resolve))
      await enough
      const database = processesIn(dir)
      const killed = kill()
      for (const pid of database) if (isProcessAlive(pid)) process.kill(pid, 'SIGKILL')
      await killed
      await drained
      return ids
    },
  }
}
