// npm run dev: runs the server from its sources on a temporary data folder and restarts it on every change.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
// The console is served with the compiled client, the documentation as pages.
spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--build', 'client'], { stdio: 'inherit' })
spawnSync(process.execPath, ['scripts/build.mjs', '--pages'], { stdio: 'inherit' })
const folder = mkdtempSync(join(tmpdir(), 'ceralacca-dev-'))
const tsx = require.resolve('tsx/cli')
const server = spawn(process.execPath, [tsx, 'watch', '--clear-screen=false', 'server/src/main.ts'], {
  stdio: 'inherit',
  env: { SANDBOX_PROVIDER_DELAY_MS: '200', ...process.env, DATA_DIR: folder },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 0)
})
