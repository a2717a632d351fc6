// Names of folders in commands.
import type { Arguments } from './arguments.ts'

/** A name of a folder after a space: `INBOX` in any case, without a slash at its end. */
export function readName(args: Arguments): string {
  const name = args.space().astring().replace(/\/$/, '')
  return name.toUpperCase() === 'INBOX' ? 'INBOX' : name
}
