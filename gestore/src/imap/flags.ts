// Flags of messages (RFC 3501 2.3.2): five of the protocol's, and keywords of the client's.
import { BadCommandError } from './arguments.ts'

export const systemFlags: readonly string[] = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft']

const MOST_FLAGS = 50
const LONGEST_KEYWORD = 100

/** Flags as they are stored, each once; throws `BadCommandError` for what a client cannot set. */
export function settableFlags(given: readonly string[]): string[] {
  const flags = given.filter((flag) => flag.toLowerCase() !== '\\recent').map(settable)
  if (flags.length > MOST_FLAGS) throw new BadCommandError('Too many flags')
  return [...new Set(flags)]
}

function settable(flag: string): string {
  const ours = systemFlags.find((one) => one.toLowerCase() === flag.toLowerCase())
  if (ours !== undefined) return ours
  if (flag.startsWith('\\')) throw new BadCommandError('No such flag')
  if (flag.length > LONGEST_KEYWORD) throw new BadCommandError('A keyword is too long')
  return flag
}
