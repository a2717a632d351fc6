// The server-side command line. It uses the server's settings and database, also while the server runs.
import { parseArgs } from 'node:util'
import { openContext } from '../context.ts'
import { openLog } from '../log.ts'
import { SettingsError } from '../settings.ts'
import { accountCreate, accountCredit, accountList } from './account.ts'
import { UsageError } from './command.ts'
import type { Command, CommandResult } from './command.ts'
import { comuniImport } from './comuni.ts'
import { doctor } from './doctor.ts'
import { settingsIn } from './environment.ts'
import type { Environment } from './environment.ts'
import { indexImport } from './pec-index.ts'
import { migrateCommand } from './migrate.ts'
import { serve } from './serve.ts'
import { tokenCreate, tokenList, tokenRevoke } from './token.ts'
import { trustImport, trustList } from './trust.ts'

const commands: readonly Command[] = [
  migrateCommand,
  accountCreate,
  accountList,
  accountCredit,
  tokenCreate,
  tokenList,
  tokenRevoke,
  indexImport,
  comuniImport,
  trustImport,
  trustList,
]
const notYetAvailable = ['backup', 'restore']

/** First words that this command line handles; everything else is for the API client. */
export const serverVerbs: readonly string[] = [
  'serve',
  'doctor',
  'migrate',
  'account',
  'token',
  'index',
  'comuni',
  'trust',
  'backup',
  'restore',
]

/** The help text. */
export const serverUsage: string = [
  '  serve                 run the server',
  '  doctor [--documents N]\n                        check the installation and report problems; changes nothing; looks at N documents',
  ...commands.map(({ name, usage, means }) => `  ${`${name} ${usage}`.trimEnd()}\n                        ${means}`),
].join('\n')

/** Runs one command and returns the exit code: 0 done, 1 failed, 2 called incorrectly. */
export async function runCommand(args: readonly string[], variables: Environment): Promise<number> {
  const json = args.includes('--json')
  const rest = args.filter((arg) => arg !== '--json')
  if (rest.includes('--help')) {
    process.stdout.write(`${serverUsage}\n`)
    return 0
  }
  try {
    if (rest[0] === 'serve' && rest.length > 1) {
      throw new UsageError('serve takes its settings from the environment, and no arguments')
    }
    if (rest[0] === 'serve') {
      await serve(variables)
      return 0
    }
    const result = rest[0] === 'doctor' ? await doctor(rest.slice(1), variables) : await runTable(rest, variables)
    print(result, json)
    return result.failed === true ? 1 : 0
  } catch (error) {
    if (error instanceof UsageError) return printError(error.message, 2)
    if (error instanceof SettingsError) return printError(error.message, 1)
    throw error
  }
}

async function runTable(args: readonly string[], variables: Environment): Promise<CommandResult> {
  const named = args.slice(0, 2).join(' ')
  if (notYetAvailable.some((name) => named === name || args[0] === name)) {
    return { data: { error: 'not available in this version' }, lines: ['not available in this version'], failed: true }
  }
  const command = commands.find(({ name }) => name === named || name === args[0])
  if (command === undefined) throw new UsageError(`no such command: ${named}\n\n${serverUsage}`)
  const { values, positionals } = parse(command, args.slice(command.name.split(' ').length))
  const context = await openContext(settingsIn(variables), {
    log: openLog('silent'),
    purpose: command.purpose ?? 'command',
  })
  try {
    return await command.run({ options: values, positionals, context })
  } finally {
    await context[Symbol.asyncDispose]()
  }
}

function parse(command: Command, args: string[]) {
  const wanted = command.arguments ?? []
  try {
    const parsed = parseArgs({ args, options: { ...command.options }, allowPositionals: wanted.length > 0 })
    if (parsed.positionals.length !== wanted.length) throw new Error(`${wanted.join(' ')} is required`)
    return parsed
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : 'wrong options'}\nusage: ceralacca ${command.name} ${command.usage}`,
    )
  }
}

/** A failure goes to stderr, where stdout is for programs too. A report, though of failures, is what was asked for. */
function print({ data, lines, failed = false }: CommandResult, json: boolean): void {
  const isError = failed && typeof data === 'object' && data !== null && 'error' in data
  if (isError || (json && failed)) printError(lines.join('\n'), 1)
  if (json || !isError) process.stdout.write(`${json ? JSON.stringify(data) : lines.join('\n')}\n`)
}

function printError(message: string, code: number): number {
  process.stderr.write(`ceralacca: ${message}\n`)
  return code
}
