// Stoplight Prism beside the server: a mock of the same document, which answers from its examples and keeps nothing.
import { existsSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as after } from 'node:timers/promises'
import { onCore } from './fixture.ts'

/** How to have it compared: it is too large to be a dependency of this workspace. */
export const howToHavePrism = 'install @stoplight/prism-cli in another folder and set PRISM to its program'

export interface Prism {
  baseUrl: string
  process: ChildProcess
}

const PORT = 4123

/** Starts it, silent, on the core of the server; undefined where the variable PRISM names no program. */
export async function startPrism(): Promise<Prism | undefined> {
  const program = process.env.PRISM
  if (program === undefined || !existsSync(program)) return undefined
  const child = onCore(0, [program, 'mock', '--port', String(PORT), '--verboseLevel', 'silent', 'openapi.json'])
  child.stdout?.resume()
  const baseUrl = `http://127.0.0.1:${PORT}`
  while (child.exitCode === null) {
    if (await fetch(baseUrl).catch(() => undefined)) return { baseUrl, process: child }
    await after(200)
  }
  throw new Error('Prism ended before it answered')
}
