// The server-side command line. It uses the server's settings and database, also while the server runs.
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { openContext } from '../context.ts'
import { openLog } from '../log.ts'
import { plainTextOf } from '../model/plain-text.ts'
import { SettingsError } from '../settings.ts'
import { accountCreate, accountCredit, accountList } from './account.ts'
import { accountKeyList, accountKeyRotate } from './account-key.ts'
import { auditExport, auditList, auditVerify, verifyExport } from './audit.ts'
import { backupCommand } from './backup.ts'
import { UsageError } from './command.ts'
import type { Command, CommandResult } from './command.ts'
import { comuniImport } from './comuni.ts'
import { connectorCheck, connectorMeans, connectorUsage } from './connector.ts'
import { doctor } from './doctor.ts'
import { settingsAsOptions, settingsIn } from './environment.ts'
import type { Environment } from './environment.ts'
import { keysList, keysRotate } from './keys.ts'
import { indexImport } from './pec-index.ts'
import { migrateCommand } from './migrate.ts'
import { personErase, personExport } from './person.ts'
import { restore, restoreMeans, restoreUsage } from './restore.ts'
import { serve } from './serve.ts'
import { tokenCreate, tokenList, tokenRevoke } from './token.ts'
import { trustImport, trustList } from './trust.ts'

const commands: readonly Command[] = [
  migrateCommand,
  accountCreate,
  accountList,
  accountCredit,
  accountKeyRotate,
  accountKeyList,
  tokenCreate,
  tokenList,
  tokenRevoke,
  auditList,
  auditVerify,
  auditExport,
  indexImport,
  comuniImport,
  trustImport,
  trustList,
  backupCommand,
  keysList,
  keysRotate,
  personExport,
  personErase,
]

/** First words that this command line handles; everything else is for the API client. */
export const serverVerbs: readonly string[] = [
  'serve',
  'doctor',
  'migrate',
  'account',
  'token',
  'audit',
  'index',
  'comuni',
  'trust',
  'connector',
  'backup',
  'restore',
  'keys',
  'person',
]

/** Whether the arguments name one of its commands, and do not only begin like some. */
export const isServerCommand = (args: readonly string[]): boolean =>
  ['serve', ...Object.keys(withoutContext)].includes(args[0] ?? '') || commandFor(args) !== undefined

/** The help text. */
export const serverUsage: string = [
  '  serve [--port N] [--data-dir FOLDER] …\n                        run the server; every setting may be given as an option',
  '  doctor [--documents N]\n                        check the installation and report problems; changes nothing; looks at N documents',
  `  ${connectorUsage}\n                        ${connectorMeans}`,
  `  ${restoreUsage}\n                        ${restoreMeans}`,
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
    if (rest[0] === 'serve') {
      await serve({ ...variables, ...settingsAsOptions(rest.slice(1)) })
      return 0
    }
    const result = await run(rest, variables)
    print(result, json)
    return result.failed === true ? 1 : 0
  } catch (error) {
    if (error instanceof UsageError) return printError(error.message, 2)
    if (error instanceof SettingsError) return printError(error.message, 1)
    throw error
  }
}

/** Commands that open no context, or judge whether one can be opened. */
const withoutContext: Readonly<
  Record<string, (args: readonly string[], variables: Environment) => Promise<CommandResult>>
> = { doctor, connector: connectorCheck, restore }

function run(args: readonly string[], variables: Environment): Promise<CommandResult> {
  // An archive is checked where it lies.
  if (args.slice(0, 2).join(' ') === auditVerify.name && namesFile(args.slice(2))) return verifyExport(args.slice(2))
  const ownWay = withoutContext[args[0] ?? '']
  return ownWay === undefined ? runTable(args, variables) : ownWay(args.slice(1), variables)
}

const namesFile = (args: readonly string[]) =>
  args.some((arg, at) => !arg.startsWith('--') && args[at - 1] !== '--since')

async function runTable(args: readonly string[], variables: Environment): Promise<CommandResult> {
  const command = commandFor(args)
  if (command === undefined) throw new UsageError(`no such command: ${args.slice(0, 2).join(' ')}\n\n${serverUsage}`)
  const { values, positionals } = parse(command, args.slice(command.name.split(' ').length))
  const context = await openContext(settingsIn(variables), {
    log: openLog('silent'),
    purpose: command.purpose ?? 'command',
  })
  try {
    return await command.run({ options: values, positionals, context, say }).catch((error: unknown) => {
      throw error instanceof UsageError ? misused(command, error.message) : error
    })
  } finally {
    await context[Symbol.asyncDispose]()
  }
}

const commandFor = (args: readonly string[]): Command | undefined =>
  commands.find(({ name }) => name.split(' ').every((word, at) => args[at] === word))

function parse(command: Command, args: string[]) {
  const wanted = command.arguments ?? []
  const parsed = parsedArgs(command, args)
  const { length } = parsed.positionals
  if (length < wanted.length) throw misused(command, `${wanted.slice(length).join(' ')} is required`)
  if (length > wanted.length)
    throw misused(command, `${parsed.positionals.slice(wanted.length).join(' ')} is unexpected`)
  // Before anything is opened: whoever forgot one should not hear of the database first.
  const missing = neededOptions(command).find((name) => parsed.values[name] === undefined)
  if (missing !== undefined) throw misused(command, `--${missing} is required`)
  return parsed
}

/** The options that stand outside brackets and choices in the usage. */
const neededOptions = ({ usage, options }: Command) =>
  [...usage.replaceAll(/\[[^\]]*\]|\([^)]*\)/g, '').matchAll(/--([a-z-]+)/g)].flatMap(([, name = '']) =>
    name in options ? [name] : [],
  )

function parsedArgs(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: { ...command.options }, allowPositionals: true })
  } catch (error) {
    // What follows the first sentence is about arguments that begin with a dash.
    throw misused(command, error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : 'wrong options')
  }
}

const misused = ({ name, usage }: Command, why: string) =>
  new UsageError(`${why}\nusage: ceralacca ${`${name} ${usage}`.trimEnd()}`)

/** Waits where whoever reads is slower. */
async function say(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}

/** A failure goes to stderr, where stdout is for programs too. A report, though of failures, is what was asked for. */
function print({ data, lines: said, failed = false }: CommandResult, json: boolean): void {
  // What others named must not draw lines of its own in a list, nor speak to the terminal.
  const lines = said.map((line) => plainTextOf(line, line.length).replaceAll(/[\n-\r]/g, ' '))
  const isError = failed && typeof data === 'object' && data !== null && 'error' in data
  if (isError || (json && failed)) printError(lines.join('\n'), 1)
  if (data !== undefined && (json || !isError))
    process.stdout.write(`${json ? JSON.stringify(data) : lines.join('\n')}\n`)
}

function printError(message: string, code: number): number {
  process.stderr.write(`ceralacca: ${message}\n`)
  return code
}
