// The API client of the command line: reads where the server is from the environment or the sandbox's own file.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ceralacca } from '@ceralacca/client'
import type { Operations, RegisterMailboxInput, Result } from '@ceralacca/client'

interface Server {
  baseUrl: string
  token: string
}

interface Given {
  client: Operations
  server: Server
  positionals: readonly string[]
  options: Readonly<Record<string, string | boolean | undefined>>
}

interface Command {
  usage: string
  means: string
  run(given: Given): Promise<unknown>
}

class CommandFailed extends Error {}
class UsageError extends Error {}

const commands: Readonly<Record<string, Command>> = {
  'pec list': {
    usage: '[--skip N] [--limit N]',
    means: 'list mailboxes',
    run: async ({ client, options }) => dataOf(await client.listMailboxes(pageOf(options))),
  },
  'pec read': {
    usage: 'ID',
    means: 'read a mailbox',
    run: async ({ client, positionals }) => dataOf(await client.readMailbox({ id: argument(positionals, 0, 'ID') })),
  },
  'pec verify': {
    usage: 'ADDRESS',
    means: 'say whether an address is free',
    run: async ({ client, positionals }) =>
      dataOf(await client.verifyAddress({ pec: argument(positionals, 0, 'ADDRESS') })),
  },
  'pec create': {
    usage: 'FILE.json',
    means: 'register a mailbox from a file with the body of POST /pec',
    async run({ client, positionals }) {
      const body: RegisterMailboxInput = JSON.parse(await readFile(argument(positionals, 0, 'FILE.json'), 'utf8'))
      return dataOf(await client.registerMailbox(body))
    },
  },
  'pec form': {
    usage: 'ID FILE.pdf',
    means: 'download the activation form',
    async run({ client, positionals }) {
      const bytes = dataOf(await client.downloadActivationForm({ id: argument(positionals, 0, 'ID') }))
      const file = argument(positionals, 1, 'FILE.pdf')
      await writeFile(file, bytes)
      return { file, bytes: bytes.length }
    },
  },
  'pec activate': {
    usage: 'ID FILE.pdf…',
    means: 'hand in the signed form and the identity document',
    async run({ client, positionals }) {
      const [id = '', ...files] = positionals
      if (files.length === 0) throw new UsageError('ID FILE.pdf… is required')
      const documenti = await Promise.all(files.map((file) => readFile(file, 'base64')))
      return dataOf(await client.activateMailbox({ id, documenti }))
    },
  },
  'pec renew': {
    usage: 'ID [--anni N]',
    means: 'renew a mailbox; spends credit',
    async run({ client, positionals, options }) {
      const anni = options.anni === undefined ? {} : { anni: Number(options.anni) }
      return dataOf(await client.renewMailbox({ id: argument(positionals, 0, 'ID'), ...anni }))
    },
  },
  'pec revoke': {
    usage: 'ID',
    means: 'revoke a mailbox',
    run: async ({ client, positionals }) => dataOf(await client.revokeMailbox({ id: argument(positionals, 0, 'ID') })),
  },
  clock: {
    usage: '',
    means: "read the sandbox's clock",
    run: ({ server }) => ownCall(server, 'GET', '/v1/sandbox/clock'),
  },
  'clock advance': {
    usage: 'P30D',
    means: "move the sandbox's clock forward",
    run: ({ server, positionals }) =>
      ownCall(server, 'POST', '/v1/sandbox/clock', { advance: argument(positionals, 0, 'a duration such as P30D') }),
  },
}

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
    ([name, { usage, means }]) => `  ${`${name} ${usage}`.trimEnd().padEnd(34)}  ${means}`,
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

function dataOf<T>(result: Result<T>): T {
  if (result.ok) return result.data
  throw new CommandFailed(`refused with ${result.number} (HTTP ${result.status}): ${result.message}`)
}

async function ownCall({ baseUrl, token }: Server, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const envelope = asEnvelope(await response.json())
  if (envelope.success) return envelope.data
  throw new CommandFailed(`refused with ${envelope.error} (HTTP ${response.status}): ${envelope.message}`)
}

function argument(positionals: readonly string[], at: number, name: string): string {
  const value = positionals[at]
  if (value === undefined) throw new UsageError(`${name} is required`)
  return value
}

function pageOf({ skip, limit }: Given['options']): { skip?: number; limit?: number } {
  return {
    ...(skip === undefined ? {} : { skip: Number(skip) }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  }
}

function asEnvelope(value: unknown): { data: unknown; success: boolean; message: unknown; error: unknown } {
  if (typeof value !== 'object' || value === null) throw new CommandFailed('the server gave no envelope')
  const member = (name: string): unknown => Reflect.get(value, name)
  return {
    data: member('data'),
    success: member('success') === true,
    message: member('message'),
    error: member('error'),
  }
}
