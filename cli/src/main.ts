// The API client of the command line: finds the command, reads its arguments, makes the call, prints the answer.
import { parseArgs } from 'node:util'
import { ceralacca } from '@ceralacca/client'
import type { CallOptions } from '@ceralacca/client'
import type { Call, InputOf, Methods } from './call.ts'
import { calls, emptyAt } from './commands.ts'
import type { Calls } from './commands.ts'
import { readFields, UsageError } from './fields.ts'
import type { Fields, Given } from './fields.ts'
import { commandsIn, described, helpAbout, helpText, usageLine } from './help.ts'
import { mcp } from './mcp/command.ts'
import type { LocalCommand, OwnCommand } from './own-command.ts'
import { localCommands, ownCommands } from './own-commands.ts'
import { textFor } from './print.ts'
import { nearest } from './nearest.ts'
import { withProgress } from './progress.ts'
import { findServer } from './server.ts'
import type { Environment } from './server.ts'

/** Words of the commands that are for operators alone; of `prices`, all but what a customer pays. */
const forOperators = /^(?:(?:operators?|queue|providers|accounts|credits) |prices (?!list$))/

/** Runs one client command and returns its exit code: 0 done, 1 failed, 2 usage. `serverUsage` completes the help. */
export async function runClient(args: readonly string[], environment: Environment, serverUsage = ''): Promise<number> {
  const json = args.includes('--json')
  const rest = args.filter((arg) => arg !== '--json')
  const print = (text: string) => void process.stdout.write(`${text}\n`)
  try {
    if (rest.length === 0) print(helpText(serverUsage))
    else if (rest[0] === 'help' || rest.includes('--help') || rest[0] === '-h') print(helpFor(rest, serverUsage))
    else {
      const own = ownCommandOf(rest)
      const local = localCommandOf(rest)
      const name = operationOf(rest)
      if (local !== undefined) await runLocal(local, rest, environment, serverUsage)
      else if (own !== undefined)
        await runOwn(own, rest, environment, (line, value) => print(json ? JSON.stringify(value) : line))
      else if (name === undefined) throw new UsageError(unknown(rest, serverUsage))
      else {
        const data = await run(name, rest, environment)
        print(json ? JSON.stringify(data) : textFor(data, calls[name].columns))
      }
    }
    return 0
  } catch (error) {
    process.stderr.write(`ceralacca: ${messageOf(error)}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

/** Whether the arguments name a client command. */
export const isClientCommand = (args: readonly string[]): boolean =>
  operationOf(args) !== undefined || ownCommandOf(args) !== undefined || args[0] === mcp.words

/** The help for what is named: a command, or all that begin with these words; for nothing, everything. */
function helpFor(args: readonly string[], serverUsage: string): string {
  const words = args.filter((arg) => arg !== 'help' && !arg.startsWith('-'))
  const own = ownCommandOf(words) ?? localCommandOf(words)
  const name = operationOf(words)
  const command = own === undefined ? name && calls[name] : described(own)
  if (command !== undefined) return `${usageLine(command)}\n  ${command.means}`
  if (words.length === 0) return helpText(serverUsage)
  const about = helpAbout(words.join(' '), serverUsage)
  if (about === undefined) throw new UsageError(unknown(words, serverUsage))
  return about
}

/** Says that there is no such command, and which was meant: the nearest, and those with the same first word. */
function unknown(args: readonly string[], serverUsage: string): string {
  const words = args.filter((arg) => !arg.startsWith('-')).slice(0, 3)
  const [noun = ''] = words
  const known = commandsIn(serverUsage)
  const meant = [3, 2, 1].flatMap((most) => (words.length < most ? [] : nearest(words.slice(0, most).join(' '), known)))
  const nouns = nearest(
    noun,
    known.map((command) => command.split(' ')[0] ?? ''),
  )
  const found = [...new Set([...meant, ...(meant.length === 0 ? nouns : [])])].slice(0, 3)
  const [near] = [helpAbout(noun, serverUsage), ...nouns.map((one) => helpAbout(one, serverUsage))].filter(Boolean)
  return [
    `no such command: ${args.slice(0, 2).join(' ')}`,
    ...(found.length === 0 ? [] : [`did you mean: ${found.join(', or: ')}`]),
    near ?? 'see: ceralacca help',
  ].join('\n')
}

/** The operation whose words the arguments begin with; the longest match, because `clock advance` begins with `clock`. */
function operationOf(args: readonly string[]): keyof Calls | undefined {
  return Object.keys(calls)
    .filter(isOperation)
    .filter((name) => begins(args, calls[name].words))
    .sort((one, other) => calls[other].words.length - calls[one].words.length)[0]
}

const begins = (args: readonly string[], words: string) => words.split(' ').every((word, at) => args[at] === word)
const ownCommandOf = (args: readonly string[]) => ownCommands.find(({ words }) => begins(args, words))
const localCommandOf = (args: readonly string[]) => localCommands.find(({ words }) => begins(args, words))

async function runLocal(
  command: LocalCommand,
  args: readonly string[],
  environment: Environment,
  serverUsage: string,
): Promise<void> {
  const usage = usageLine(described(command))
  const given = parse(usage, command.fields, args.slice(command.words.split(' ').length))
  await readFields(command.fields, given).catch((error: unknown) => complain(usage, error))
  await Promise.resolve(command.run({ given, environment, commands: commandsIn(serverUsage) })).catch(
    (error: unknown) => complain(usage, error),
  )
}

async function runOwn(
  command: OwnCommand,
  args: readonly string[],
  environment: Environment,
  say: (line: string, value: unknown) => void,
): Promise<void> {
  const { words, fields } = command
  const usage = usageLine(described(command))
  const given = parse(usage, fields, args.slice(words.split(' ').length))
  await readFields(fields, given).catch((error: unknown) => complain(usage, error))
  const stopping = new AbortController()
  for (const signal of command.follows ? (['SIGINT', 'SIGTERM'] as const) : [])
    process.once(signal, () => stopping.abort())
  const server = await findServer(environment, 'account')
  const tools = { api: ceralacca(server), baseUrl: server.baseUrl, given, say, stopped: stopping.signal }
  await command.run(tools).catch((error: unknown) => complain(usage, error))
}

/** The usage of a command, and of those whose words go on from its own: `clock P5D` was meant as one of them. */
const usagesOf = (words: string) =>
  Object.values(calls)
    .filter((one) => one.words === words || one.words.startsWith(`${words} `))
    .map(usageLine)
    .join('\n')

const isOperation = (name: string): name is keyof Calls => Object.hasOwn(calls, name)

async function run(name: keyof Calls, args: readonly string[], environment: Environment): Promise<unknown> {
  const { words, fields, output } = calls[name]
  const given = parse(usageLine(calls[name]), fields, args.slice(words.split(' ').length))
  const data = await make(name, given, async () => ceralacca(await findServer(environment, callerOf(words, given))))
  return output === undefined ? data : output(data, given)
}

/** Who makes a call: whoever accepts an invitation is nobody yet. */
function callerOf(words: string, { options }: Given): 'account' | 'operator' | 'anybody' {
  if (words.endsWith(' accept')) return 'anybody'
  return options.operator === true || forOperators.test(words) ? 'operator' : 'account'
}

async function make<Name extends keyof Calls>(
  name: Name,
  given: Given,
  connect: () => Promise<Methods>,
): Promise<unknown> {
  const command: Call<InputOf<Name>> = calls[name]
  const input = await command.read(given).catch((error: unknown) => complain(usagesOf(command.words), error))
  const methods = await connect()
  const waiting = (seconds: number) => command.progress?.(methods) ?? `waiting for the server: ${seconds} s`
  const result = await withProgress(methods[name](input, callOptions(given)), waiting)
  if (result.ok) return result.data
  // The published API has no empty lists.
  if (emptyAt[name] === result.number) return []
  throw new Error(`refused with ${result.number} (HTTP ${result.status}): ${result.message}`)
}

function callOptions({ options }: Given): CallOptions {
  const { 'idempotency-key': key, 'renewal-from': from } = options
  return {
    ...(typeof key === 'string' && { idempotencyKey: key }),
    ...(typeof from === 'string' && { renewalFrom: from }),
  }
}

const commonOptions = {
  operator: { type: 'boolean' },
  'idempotency-key': { type: 'string' },
  'renewal-from': { type: 'string' },
} as const

function parse(usage: string, fields: Fields, args: readonly string[]): Given {
  const own = Object.entries(fields)
    .filter(([, { place }]) => place === 'option' || place === 'switch')
    .map(([name, { place }]) => [name, { type: place === 'switch' ? 'boolean' : 'string' }] as const)
  try {
    const options = { ...commonOptions, ...Object.fromEntries(own) }
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { positionals, options: values }
  } catch (error) {
    return complain(usage, new UsageError(optionComplaint(messageOf(error), Object.keys(fields))))
  }
}

/** What is wrong with an option, in few words. */
function optionComplaint(message: string, names: readonly string[]): string {
  const [, option] = /^Unknown option '(-[^']*)'/.exec(message) ?? []
  if (option === undefined) return message.split('\n')[0] ?? message
  const [meant] = nearest(option.replace(/^-+/, ''), [...names, ...Object.keys(commonOptions), 'json'])
  return `there is no option ${option}${meant === undefined ? '' : `; did you mean --${meant}?`}`
}

/** Adds the usage to a usage error. */
function complain(usage: string, error: unknown): never {
  if (!(error instanceof UsageError)) throw error
  throw new UsageError(`${error.message}\n${usage}`)
}

/** The message of an error, with its cause: fetch says only there why a server did not answer. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  const { message, cause } = error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
