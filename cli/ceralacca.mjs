#!/usr/bin/env node
// One command for both halves: client commands call the API; the others reach the database, and only they load all of it.
import { ensureBuilt } from '../scripts/build.mjs'

// Whoever reads the output may have read enough (`| head`): a command that only answers is over then.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
if (!(await ensureBuilt())) process.exit(1)
const args = process.argv.slice(2)
if (args[0] === '--version') {
  const { readFileSync } = await import('node:fs')
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`${version}\n`)
  process.exit()
}
const { withDotEnv } = await import('../server/dist/bundle/environment.js')
const { isClientCommand, runClient } = await import('./dist/bundle/main.js')
try {
  process.exitCode = isClientCommand(args)
    ? await runClient(args, withDotEnv(process.env, process.cwd()))
    : await runOther()
} catch (error) {
  if (error.name !== 'SettingsError') throw error
  process.stderr.write(`ceralacca: ${error.message}\n`)
  process.exitCode = 1
}

async function runOther() {
  const { isServerCommand, runCommand, serverUsage, serverVerbs } = await import('../server/dist/bundle/commands.js')
  // Whoever asks for help, or names no command of the server, is told by the half that knows all commands.
  if (isServerCommand(args) || (serverVerbs.includes(args[0]) && args.includes('--help')))
    return runCommand(args, process.env)
  return runClient(args, process.env, serverUsage)
}
