// The servers of a stress run: processes that are killed, and started again as a supervisor would.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import { inject } from 'vitest'
import type { Serving } from '../../src/testing/serving-process.ts'
import type { Stress, StressOutcome } from './stress-outcome.ts'

const MOST_STARTS = 30

/** A server that is started again after each kill. */
export interface Server {
  baseUrl: string
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Starts a server, and again as often as it ends. */
export async function startServer(options: Stress, outcome: StressOutcome): Promise<Server> {
  let running = await startAtLast(options, outcome)
  const server: Server = {
    baseUrl: running.baseUrl,
    async kill() {
      await running.end('SIGKILL')
      running = await startAtLast(options, outcome)
      server.baseUrl = running.baseUrl
    },
    stop: () => running.end('SIGTERM'),
  }
  return server
}

/** One that starts while its database is away ends at once, and is started again as a supervisor would. */
async function startAtLast(options: Stress, outcome: StressOutcome) {
  let said = ''
  for (let start = 0; start < MOST_STARTS; start += 1) {
    const started = await spawnServer(options, outcome)
    if (started.is === 'serving') return started
    said = started.said
    await after(200)
  }
  throw new Error(`a server did not start: ${said}`)
}

async function spawnServer({ process: argument }: Stress, outcome: StressOutcome) {
  const args = [join(inject('builtServer'), 'serving-process.js'), JSON.stringify(argument)]
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('no output')
  const said: string[] = []
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.includes('"request failed"')) outcome.wrong.push(line.slice(0, 2_000))
    if (line.includes('deadlock detected')) outcome.deadlocks += 1
    if (said.push(line) > 30) said.shift()
  })
  let ending: boolean | 'not yet begun' = 'not yet begun'
  const exited = once(child, 'exit').then(() => {
    if (!ending)
      outcome.deaths.push(`exit code ${child.exitCode}, signal ${child.signalCode}: ${said.slice(-8).join('\n')}`)
  })
  const ready = new Promise<Serving>((resolve) => {
    createInterface({ input: stdout }).once('line', (line) => resolve(JSON.parse(line)))
  })
  const started = await Promise.race([ready, exited.then(() => undefined)])
  if (started === undefined) return { is: 'ended', said: said.join('\n') } as const
  ending = false
  return {
    is: 'serving' as const,
    baseUrl: started.baseUrl,
    async end(signal: 'SIGKILL' | 'SIGTERM') {
      ending = true
      child.kill(signal)
      await exited
    },
  }
}
