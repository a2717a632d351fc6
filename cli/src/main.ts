// The API client of the command line: reads where the server is from the environment or the sandbox's own file.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ceralacca } from '@ceralacca/client'
import { commands, UsageError } from './commands.ts'
import type { Command, Server } from './commands.ts'

/** Runs one client command; gives the exit code: 0 done, 1 failed, 2 called wrongly. `more` is the server's usage. */
export async function runClient(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  more: string,
): Promise<number> {
  const json = args.includes('--json')
  const rest = args.filter((arg) => arg !== '--json')
  try {
    if (rest.length === 0 || rest[0] === 'help' || rest[0] === '--help') {
      process.stdout.write(`${helpText(more)}\n`)
      return 0
    }
    const said = await run(rest, environment)
    process.stdout.write(`${JSON.stringify(said, null, json ? 0 : 2)}\n`)
    return 0
  } catch (error) {
    process.stderr.write(`ceralacca: ${error instanceof Error ? error.message : 'failed'}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

/** What `ceralacca help` prints. */
export function helpText(more: string): string {
  const lines = Object.entries(commands).map(
    ([name, { usage, means }]) => `  ${`${name} ${usage}`.trimEnd().padEnd(50)}  ${means}`,
  )
  return [
    'ceralacca: certified mailboxes (PEC), self-hosted',
    '',
    'Client commands (CERALACCA_URL and CERALACCA_TOKEN, or the sandbox.json of DATA_DIR):',
    ...lines,
    '',
    'Server-side commands (the settings of the server):',
    more,
    '',
    'Everywhere: --json for one line of JSON; exit code 0 done, 1 failed, 2 called wrongly.',
  ].join('\n')
}

async function run(args: string[], environment: Record<string, string | undefined>): Promise<unknown> {
  const two = args.slice(0, 2).join(' ')
  const name = two in commands ? two : (args[0] ?? '')
  const command = commands[name]
  if (command === undefined) throw new UsageError(`no such command: ${two}; see: ceralacca help`)
  const { positionals, values } = parse(name, command, args.slice(name.split(' ').length))
  const server = await findServer(environment)
  return command.run({ client: ceralacca(server), server, positionals, options: values })
}

function parse(name: string, command: Command, args: string[]) {
  try {
    const options = { skip: { type: 'string' }, limit: { type: 'string' }, anni: { type: 'string' } } as const
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'wrong options'
    throw new UsageError(`${why}\nusage: ceralacca ${name} ${command.usage}`)
  }
}

async function findServer(environment: Record<string, string | undefined>): Promise<Server> {
  const { CERALACCA_URL: baseUrl, CERALACCA_TOKEN: token, DATA_DIR = './data' } = environment
  if (baseUrl !== undefined && token !== undefined) return { baseUrl, token }
  try {
    const sandbox: Partial<Server> = JSON.parse(await readFile(join(DATA_DIR, 'sandbox.json'), 'utf8'))
    if (sandbox.baseUrl !== undefined && sandbox.token !== undefined) {
      return { baseUrl: baseUrl ?? sandbox.baseUrl, token: token ?? sandbox.token }
    }
  } catch {
    // told below
  }
  throw new UsageError('set CERALACCA_URL and CERALACCA_TOKEN, or start the sandbox first')
}
