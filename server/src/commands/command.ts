// What a server-side command is: it gets its options and a context, and gives what to print.
import type { Context } from '../context.ts'
import type { Settings } from '../settings.ts'

/** The answer of a command: data for --json, lines for people, and whether it did what was asked. */
export interface Said {
  data: unknown
  lines: string[]
  failed?: boolean
}

/** A mistake in how a command was called; exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export type Options = Readonly<Record<string, string | boolean | undefined>>

export interface Command {
  /** Words that name it, e.g. `account create`. */
  name: string
  /** Its options, as shown in the usage. */
  usage: string
  means: string
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>
  /** Names of positional arguments, all required. */
  arguments?: readonly string[]
  run(given: { options: Options; positionals: readonly string[]; context: Context }): Promise<Said>
}

/** The text of a required option. */
export function textOf(options: Options, name: string): string {
  const value = options[name]
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is required`)
  return value
}

/** One aligned line for each pair. */
export function pairs(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

export type { Context, Settings }
