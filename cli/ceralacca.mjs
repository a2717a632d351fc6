#!/usr/bin/env node
// One command: what reaches the database goes to the server's commands, everything else to the API client.
import { ensureBuilt } from '../scripts/build.mjs'

if (!ensureBuilt()) process.exit(1)
const args = process.argv.slice(2)
const { runCommand, serverUsage, serverVerbs } = await import('../server/dist/commands/run.js')
const { withDotEnv } = await import('../server/dist/commands/environment.js')
const { runClient } = await import('./dist/main.js')
process.exitCode = serverVerbs.includes(args[0])
  ? await runCommand(args, process.env)
  : await runClient(args, withDotEnv(process.env, process.cwd()), serverUsage)
