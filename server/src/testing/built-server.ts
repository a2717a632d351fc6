// One bundle of the server per test run: it starts several times faster than the sources, and is never stale. Console and
// pages of the documentation are built where something of them changed.
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the bundled server: `main.js`, `commands.js`, and the processes that only tests start. */
    builtServer: string
  }
}

const root = new URL('../../../', import.meta.url)

/** Vitest's global set-up: bundles the server as it is now, and removes the server's bundle at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = fileURLToPath(new URL(`server/dist/tested-${process.pid}`, root))
  const run = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: root })
  await Promise.all([run('scripts/bundle.mjs', folder), run('scripts/build.mjs', '--served')])
  project.provide('builtServer', folder)
  return () => rm(folder, { recursive: true, force: true })
}
