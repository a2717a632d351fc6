// The API client of the command line: finds the command, reads its arguments, makes the call, prints the answer.
import { parseArgs } from 'node:util'
import { ceralacca } from '@ceralacca/client'
import type { CallOptions, Operations } from '@ceralacca/client'
import type { Call, InputOf, Methods } from './call.ts'
import { calls } from './commands.ts'
import { UsageError } from './fields.ts'
import type { Fields, Given } from './fields.ts'
import { helpText, usageLine } from './help.ts'
import { findServer } from './server.ts'
import type { Environment } from './server.ts'

/** Runs one client command and returns its exit code: 0 done, 1 failed, 2 usage. `serverUsage` completes the help. */
export async function runClient(args: readonly string[], environment: Environment, serverUsage = ''): Promise<number> {
  const json = args.includes('--json')
  const rest = args.filter((arg) => arg !== '--json')
  try {
    const name = operationOf(rest)
    if (rest.length === 0 || rest[0] === 'help' || (name === undefined && rest.includes('--help')))
      return print(helpText(serverUsage))
    if (name === undefined) throw new UsageError(`no such command: ${rest.slice(0, 2).join(' ')}; see: ceralacca help`)
    if (rest.includes('--help')) return print(`${usageLine(calls[name])}\n  ${calls[name].means}`)
    return print(JSON.stringify(await run(name, rest, environment), null, json ? 0 : 2))
  } catch (error) {
    process.stderr.write(`ceralacca: ${messageOf(error)}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

/** Whether the arguments name a client command. */
export const isClientCommand = (args: readonly string[]): boolean => operationOf(args) !== undefined

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** The operation whose words the arguments begin with; the longest match, because `clock advance` begins with `clock`. */
function operationOf(args: readonly string[]): keyof Operations | undefined {
  const begins = (words: string) => words.split(' ').every((word, at) => args[at] === word)
  return Object.keys(calls)
    .filter(isOperation)
    .filter((name) => begins(calls[name].words))
    .sort((one, other) => calls[other].words.length - calls[one].words.length)[0]
}

const isOperation = (name: string): name is keyof Operations => Object.hasOwn(calls, name)

async function run(name: keyof Operations, args: string[], environment: Environment): Promise<unknown> {
  const { words, fields, output } = calls[name]
  const given = parse(name, fields, args.slice(words.split(' ').length))
  const caller = given.options.operator === true || words.startsWith('operator ') ? 'operator' : 'account'
  const data = await make(name, given, async () => ceralacca(await findServer(environment, caller)))
  return output === undefined ? data : output(data, given)
}

async function make<Name extends keyof Operations>(
  name: Name,
  given: Given,
  connect: () => Promise<Methods>,
): Promise<unknown> {
  const command: Call<InputOf<Name>> = calls[name]
  const input = await command.read(given).catch((error: unknown) => complain(name, error))
  const methods = await connect()
  const result = await methods[name](input, callOptions(given))
  if (result.ok) return result.data
  throw new Error(`refused with ${result.number} (HTTP ${result.status}): ${result.message}`)
}

function callOptions({ options }: Given): CallOptions {
  const key = options['idempotency-key']
  return typeof key === 'string' ? { idempotencyKey: key } : {}
}

const commonOptions = { operator: { type: 'boolean' }, 'idempotency-key': { type: 'string' } } as const

function parse(name: keyof Operations, fields: Fields, args: string[]): Given {
  const own = Object.entries(fields)
    .filter(([, { place }]) => place === 'option' || place === 'switch')
    .map(([name, { place }]) => [name, { type: place === 'switch' ? 'boolean' : 'string' }] as const)
  try {
    const options = { ...commonOptions, ...Object.fromEntries(own) }
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true })
    return { positionals, options: values }
  } catch (error) {
    return complain(name, new UsageError(messageOf(error)))
  }
}

/** Adds the usage to a usage error. */
function complain(name: keyof Operations, error: unknown): never {
  if (!(error instanceof UsageError)) throw error
  throw new UsageError(`${error.message}\n${usageLine(calls[name])}`)
}

/** The message of an error, with its cause: fetch says only there why a server did not answer. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  const { message, cause } = error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
