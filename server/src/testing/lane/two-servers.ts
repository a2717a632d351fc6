// In the lane a world has a second server, in a process of its own, and calls reach the two in turn.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, inject } from 'vitest'
import type { Context } from '../../context.ts'
import type { Connection } from '../../store/database.ts'
import { readProductClock, writeClockOffset } from '../../store/product-clock.ts'
import { onLoopback } from '../loopback.ts'
import type { LaneServer } from './lane-server-process.ts'

export interface TwoServers {
  baseUrl: string
  close(): Promise<void>
}

/** What tests change or read within a process: they are about one. */
const looksInside =
  /logLines|faultPoint|setOffsetMs|context\.(?:authenticator|requests|outbox|signatures|vault|metrics|uploads|gates|strictness|clockAdvance|accountClocks|wakeUps|trust)\b|context\.(?:providers|settings)\s*=|\/metrics|rawHttp|RATE_LIMIT/

/** Whether the calling test file can do with two servers. */
export async function mayHaveTwo(): Promise<boolean> {
  return !looksInside.test(await readFile(expect.getState().testPath ?? '', 'utf8'))
}

/** Starts a second server beside the one at `first`, and what leads to them in turn. */
export async function startBeside(
  first: string,
  given: { connection: Connection; settings: Record<string, string> },
): Promise<TwoServers> {
  const argument: LaneServer = given
  const args = [join(inject('builtServer'), 'lane-server-process.js'), JSON.stringify(argument)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const inTurn = [first, String(line)]
  let turn = 0
  const server = createServer((incoming, response) => {
    const to = inTurn[(turn += 1) % inTurn.length] ?? first
    const { method, headers, url = '/' } = incoming
    const onward = request(to + url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.on('error', () => onward.destroy())
    incoming.pipe(onward)
  })
  const { url, close } = await onLoopback(server)
  return {
    baseUrl: url,
    async close() {
      await close()
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** Moves the clock of every process to where this one's stands. */
export async function tellTheOthers({ database, clock, wakeUps }: Context): Promise<void> {
  await writeClockOffset(database.kysely, clock.offsetMs())
  await wakeUps.tellClock(await readProductClock(database.kysely))
}
