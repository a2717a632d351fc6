// A server-side command: takes options and a context, returns what to print.
import type { Context, Purpose } from '../context.ts'
import type { Settings } from '../settings.ts'

/** The output of a command: data for --json, lines for people, and whether it failed. Without either it has said all. */
export interface CommandResult {
  data: unknown
  lines: string[]
  failed?: boolean
}

/** The command was called incorrectly; exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export type Options = Readonly<Record<string, string | boolean | undefined>>

export interface Command {
  /** The words that select it, e.g. `account create`. */
  name: string
  /** Its options, as shown in the usage text. */
  usage: string
  means: string
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>
  /** Names of positional arguments, all required. */
  arguments?: readonly string[]
  /** What its context is opened for; an ordinary command changes nothing but what it says. */
  purpose?: Purpose
  /** `say` prints a line at once, for what may be longer than memory. */
  run(input: {
    options: Options
    positionals: readonly string[]
    context: Context
    say?: (line: string) => Promise<void>
  }): Promise<CommandResult>
}

/** The value of a required option. */
export function textOf(options: Options, name: string): string {
  const value = options[name]
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is required`)
  return value
}

/** Formats each pair as one aligned line. */
export function pairs(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

export type { Context, Settings }
