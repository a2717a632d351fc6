// A command that is more than one call: what it may use, and how it is found.
import type { Operations } from '@ceralacca/client'
import type { Fields, Given } from './fields.ts'
import type { Environment } from './server.ts'

/** What such a command works with. */
export interface Tools {
  given: Given
  /** The calls of the account. */
  api: Operations
  baseUrl: string
  /** Prints a line for people, or the value as a line of JSON where --json was given. */
  say(line: string, value: unknown): void
  /** Ends what runs until it is stopped: Ctrl-C. */
  stopped: AbortSignal
}

export interface OwnCommand {
  words: string
  means: string
  fields: Fields
  /** It runs until it is stopped. */
  follows?: true
  run(tools: Tools): Promise<void>
}

/** A command that does its work here. */
export interface LocalCommand {
  words: string
  means: string
  fields: Fields
  run(tools: { given: Given; environment: Environment; commands: readonly string[] }): Promise<void> | void
}
