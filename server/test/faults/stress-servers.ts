// The servers of a stress run: processes that are killed, and started again as a supervisor would.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import { inject } from 'vitest'
import type { Serving } from '../../src/testing/serving-process.ts'
import { shiftedBy } from '../../src/testing/shifted-clock.ts'
import type { Stress, StressOutcome } from './stress-outcome.ts'

const MOST_STARTS = 30
/** Longer than a server gives itself. */
const STOPS_WITHIN_MS = 70_000

/** What a server does, and how far its machine's clock is off. */
export interface Made {
  roles: 'api' | 'jobs' | 'api,jobs'
  clockIsOffByMs: number
  settings?: Record<string, string>
}

/** A server that is started again after each end. */
export interface Server extends Pick<Made, 'roles'> {
  baseUrl: string
  /** Whether it can be called: neither ended nor frozen. */
  isThere: boolean
  kill(): Promise<void>
  /** Asks it to stop, as a supervisor does, and starts it again. */
  restart(): Promise<void>
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

/** Starts a server, and again as often as it ends. */
export async function startServer(options: Stress, outcome: StressOutcome, made: Made): Promise<Server> {
  let running = await startAtLast(options, outcome, made)
  const endAndStart = async (signal: 'SIGKILL' | 'SIGTERM') => {
    server.isThere = signal === 'SIGKILL' ? false : server.isThere
    await running.end(signal)
    server.isThere = false
    running = await startAtLast(options, outcome, made)
    server.baseUrl = running.baseUrl
    server.isThere = true
  }
  const server: Server = {
    baseUrl: running.baseUrl,
    roles: made.roles,
    isThere: true,
    kill: () => endAndStart('SIGKILL'),
    restart: () => endAndStart('SIGTERM'),
    freeze() {
      server.isThere = false
      running.signal('SIGSTOP')
    },
    thaw() {
      running.signal('SIGCONT')
      server.isThere = true
    },
    stop: () => running.end('SIGTERM'),
  }
  return server
}

/** One that starts while its database is away ends at once, and is started again as a supervisor would. */
async function startAtLast(options: Stress, outcome: StressOutcome, made: Made) {
  let said = ''
  for (let start = 0; start < MOST_STARTS; start += 1) {
    const started = await spawnServer(options, outcome, made)
    if (started.is === 'serving') return started
    said = started.said
    await after(200)
  }
  throw new Error(`a server did not start: ${said}`)
}

async function spawnServer({ process: serving }: Stress, outcome: StressOutcome, made: Made) {
  const { superuser: _, ...argument } = { ...serving, settings: { ...made.settings, ROLES: made.roles } }
  const before = made.clockIsOffByMs === 0 ? [] : ['--import', shiftedBy(made.clockIsOffByMs)]
  const args = [...before, join(inject('builtServer'), 'serving-process.js'), JSON.stringify(argument)]
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
    signal: (signal: 'SIGSTOP' | 'SIGCONT') => void child.kill(signal),
    async end(signal: 'SIGKILL' | 'SIGTERM') {
      ending = true
      child.kill(signal)
      const isLate = await Promise.race([exited, after(STOPS_WITHIN_MS, true, { ref: false })])
      if (isLate === true) {
        outcome.deaths.push(`still there ${STOPS_WITHIN_MS} ms after ${signal}: ${said.slice(-8).join('\n')}`)
        child.kill('SIGKILL')
        await exited
      } else if (signal === 'SIGTERM' && child.exitCode !== 0)
        outcome.deaths.push(`stopped with exit code ${child.exitCode}: ${said.slice(-8).join('\n')}`)
    },
  }
}
