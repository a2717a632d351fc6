// Commands of a client: lines with literals in them (RFC 3501 4.3, RFC 7888), bounded in every direction.
import type { ByteSource } from '../wire/byte-source.ts'

/** Text and literals in turn: every second piece is a literal. */
export interface RawCommand {
  pieces: readonly Buffer[]
}

/** What may be sent. */
export interface Bounds {
  lineBytes: number
  /** Of all literals of a command together; by the text before the first of them, as APPEND may have more. */
  literalBytes(start: string): number
}

/**
 * - `bad line`: more bytes or literals than allowed; the command was read to its end and dropped, `start` is how it began.
 * - `too big`: a literal has more bytes than allowed; the client was not told to go on, or the literal was dropped.
 * - `end`: the connection ended, or has to, because what follows cannot be told from commands any more.
 */
export type Read =
  | { is: 'command'; command: RawCommand }
  | { is: 'bad line'; start: string }
  | { is: 'too big'; start: string }
  | { is: 'end' }

const MOST_LITERALS = 100
// A client that announces more without waiting is not read to the end of it.
const MOST_SKIPPED_BYTES = 256 * 1024 * 1024
const START_BYTES = 200

/** Reads one command; `goOn` tells the client to send its literal. */
export async function readCommand(source: ByteSource, bounds: Bounds, goOn: () => Promise<void>): Promise<Read> {
  const pieces: Buffer[] = []
  let lineBytes = 0
  let literalBytes = 0
  let problem: 'bad line' | 'too big' | undefined
  for (;;) {
    const line = await source.line(bounds.lineBytes)
    if (line === undefined) return { is: 'end' }
    if (line === 'too long') return { is: 'bad line', start: startOf(pieces) }
    lineBytes += line.length
    const literal = announced(line)
    pieces.push(literal === undefined ? line : line.subarray(0, literal.at))
    const start = startOf(pieces)
    if (literal === undefined) {
      return problem === undefined ? { is: 'command', command: { pieces } } : { is: problem, start }
    }
    literalBytes += literal.bytes
    if (lineBytes > bounds.lineBytes || pieces.length > 2 * MOST_LITERALS) problem ??= 'bad line'
    if (literalBytes > bounds.literalBytes(start)) problem ??= 'too big'
    if (problem === undefined) {
      if (literal.waits) await goOn()
      const bytes = await source.bytes(literal.bytes)
      if (bytes === undefined) return { is: 'end' }
      pieces.push(bytes)
      continue
    }
    // Not told to go on, the client gives up the command.
    if (literal.waits) return { is: problem, start }
    if (literalBytes > MOST_SKIPPED_BYTES || !(await source.skip(literal.bytes))) return { is: 'end' }
    pieces.length = 1
    pieces.push(Buffer.alloc(0))
  }
}

/** The literal that a line ends with. */
function announced(line: Buffer): { at: number; bytes: number; waits: boolean } | undefined {
  if (line.at(-1) !== 0x7d) return undefined
  const tail = line.toString('latin1', Math.max(0, line.length - 20))
  const found = /~?\{(\d{1,12})(\+?)\}$/.exec(tail)
  if (found === null) return undefined
  return { at: line.length - found[0].length, bytes: Number(found[1]), waits: found[2] === '' }
}

const startOf = ([first]: readonly Buffer[]) => first?.toString('latin1', 0, START_BYTES) ?? ''
