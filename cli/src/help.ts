// The help text.
import type { Call } from './call.ts'
import { calls } from './commands.ts'
import { usageOf } from './fields.ts'
import type { OwnCommand } from './own-command.ts'
import { localCommands, ownCommands } from './own-commands.ts'

type Described = Pick<Call<unknown>, 'words' | 'usage' | 'means'>

/** What `ceralacca help` prints. */
export function helpText(serverUsage: string): string {
  return [
    'ceralacca: certified mailboxes (PEC), self-hosted',
    '',
    'Client commands (CERALACCA_URL and CERALACCA_TOKEN, or the sandbox.json of DATA_DIR):',
    ...Object.values(calls).map(lineOf),
    '',
    'More than one call:',
    ...[...ownCommands, ...localCommands].map((command) => lineOf(described(command))),
    '',
    'Operator commands use CERALACCA_OPERATOR_TOKEN, or the operator token of sandbox.json; so does any other',
    'client command with --operator. What is about tokens and scopes takes CERALACCA_EMAIL and CERALACCA_API_KEY, or',
    'those of sandbox.json. --idempotency-key KEY makes it safe to repeat a command; --renewal-from dd/mm/yyyy renews',
    'only what still has that expiry.',
    '',
    'Server-side commands (same settings as the server):',
    serverUsage,
    '',
    'All commands: tables are for people, --json prints one line of JSON; exit code 0 success, 1 failure, 2 usage error.',
    '`ceralacca help WORDS` shows the commands that begin so; --version the version.',
  ].join('\n')
}

const WIDTH = 50

function lineOf({ words, usage, means }: Described): string {
  const written = `${words} ${usage}`.trimEnd()
  return written.length > WIDTH
    ? `  ${written}\n  ${''.padEnd(WIDTH)}  ${means}`
    : `  ${written.padEnd(WIDTH)}  ${means}`
}

/** A command of several calls, as the help shows it. */
export const described = ({ words, means, fields }: Pick<OwnCommand, 'words' | 'means' | 'fields'>): Described => ({
  words,
  means,
  usage: usageOf(fields),
})

/** The lines of all commands that begin with these words; undefined where none does. */
export function helpAbout(words: string, serverUsage: string): string | undefined {
  const found = [...Object.values(calls), ...[...ownCommands, ...localCommands].map(described)].filter(
    (command) => command.words === words || command.words.startsWith(`${words} `),
  )
  const ofTheServer = serverUsage.split('\n').filter((line) => `${line} `.startsWith(`  ${words} `))
  const lines = [...found.map(lineOf), ...ofTheServer]
  return words === '' || lines.length === 0 ? undefined : lines.join('\n')
}

/** The words of every command. */
export function commandsIn(serverUsage: string): string[] {
  const ofTheServer = [...serverUsage.matchAll(/^ {2}([a-z]+(?: [a-z]+){0,2})/gm)].map(([, words = '']) => words)
  const own = [...[...ownCommands, ...localCommands].map(({ words }) => words), 'help']
  return [...Object.values(calls).map(({ words }) => words), ...ofTheServer, ...own]
}

/** The usage of one command. */
export const usageLine = ({ words, usage }: Described): string => `usage: ceralacca ${words} ${usage}`.trimEnd()
