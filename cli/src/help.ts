// The help text.
import type { Call } from './call.ts'
import { calls } from './commands.ts'

type Described = Pick<Call<unknown>, 'words' | 'usage' | 'means'>

/** What `ceralacca help` prints. */
export function helpText(serverUsage: string): string {
  return [
    'ceralacca: certified mailboxes (PEC), self-hosted',
    '',
    'Client commands (CERALACCA_URL and CERALACCA_TOKEN, or the sandbox.json of DATA_DIR):',
    ...Object.values(calls).map(lineOf),
    '',
    'Operator commands use CERALACCA_OPERATOR_TOKEN, or the operator token of sandbox.json; so does any other',
    'client command with --operator. --idempotency-key KEY makes it safe to repeat a command.',
    '',
    'Server-side commands (same settings as the server):',
    serverUsage,
    '',
    'All commands: --json prints one line of JSON; exit code 0 success, 1 failure, 2 usage error.',
  ].join('\n')
}

const WIDTH = 50

function lineOf({ words, usage, means }: Described): string {
  const written = `${words} ${usage}`.trimEnd()
  return written.length > WIDTH
    ? `  ${written}\n  ${''.padEnd(WIDTH)}  ${means}`
    : `  ${written.padEnd(WIDTH)}  ${means}`
}

/** The usage of one command. */
export const usageLine = ({ words, usage }: Described): string => `usage: ceralacca ${words} ${usage}`.trimEnd()
