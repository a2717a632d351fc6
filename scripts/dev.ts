// npm run dev: runs the server from its sources on a temporary data folder and restarts it on every change; the console is
// built anew with every change of its own.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
spawnSync(process.execPath, ['scripts/build.mjs', '--served'], { stdio: 'inherit' })
const folder = mkdtempSync(join(tmpdir(), 'ceralacca-dev-'))
const tsx = require.resolve('tsx/cli')
const server = spawn(process.execPath, [tsx, 'watch', '--clear-screen=false', 'server/src/main.ts'], {
  stdio: 'inherit',
  env: { SANDBOX_PROVIDER_DELAY_MS: '200', ...process.env, DATA_DIR: folder },
})
const vite = join(require.resolve('vite/package.json'), '../bin/vite.js')
const pages = spawn(process.execPath, [vite, 'build', '--watch', '-c', 'console/vite.config.ts', '-l', 'warn'], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => {
  pages.kill()
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 0)
})
