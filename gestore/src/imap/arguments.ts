// The parts of a command, one after the other: atoms, strings, lists, sets of numbers (RFC 3501 9).
import type { RawCommand } from './command-reader.ts'
import { parseNumberSet } from './number-set.ts'
import type { NumberSet } from './number-set.ts'

/** What a client sent is not a command of this protocol. The text is for the client. */
export class BadCommandError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BadCommandError'
  }
}

const ATOM = /[^\x00-\x20\x7f-\xff(){%*"\\\]]+/y
// In an astring "]" may stand as well, in a list's pattern also the wildcards.
const ASTRING = /[^\x00-\x20\x7f-\xff(){%*"\\]+/y
const PATTERN = /[^\x00-\x20\x7f-\xff(){"\\]+/y
const FLAG = /\\?[^\x00-\x20\x7f-\xff(){%*"\\\]]+/y
const QUOTED = /"((?:[^"\\\r\n\0]|\\["\\])*)"/y
const NUMBER = /\d{1,10}/y
const SET = /[\d:*,]+/y
const DEEPEST_LIST = 20

/** Reads the parts of a command from left to right; throws `BadCommandError` where something else stands. */
export class Arguments {
  readonly #pieces: readonly Buffer[]
  #piece = 0
  #text: string
  #at = 0

  constructor({ pieces }: RawCommand) {
    this.#pieces = pieces
    this.#text = pieces[0]?.toString('latin1') ?? ''
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length && this.#piece + 1 >= this.#pieces.length
  }

  /** Nothing may follow; spaces at the end are forgiven. */
  end(): void {
    while (this.#peek() === ' ') this.#at += 1
    if (!this.isAtEnd) throw new BadCommandError('Something follows where the command should end')
  }

  space(): this {
    if (this.#peek() !== ' ') throw new BadCommandError('A space is missing')
    this.#at += 1
    return this
  }

  /** Takes this character where it stands next. */
  takes(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at += 1
    return true
  }

  expect(character: string): void {
    if (!this.takes(character)) throw new BadCommandError(`${character} is missing`)
  }

  /** Whether a character stands next. */
  sees(character: string): boolean {
    return this.#peek() === character
  }

  atom(what = 'a word'): string {
    return this.#match(ATOM) ?? missing(what)
  }

  /** An atom in capitals. */
  word(what?: string): string {
    return this.atom(what).toUpperCase()
  }

  flag(): string {
    return this.#match(FLAG) ?? missing('a flag')
  }

  number(): number {
    return Number(this.#match(NUMBER) ?? missing('a number'))
  }

  numberSet(): NumberSet {
    const set = parseNumberSet(this.#match(SET) ?? '')
    if (set === undefined) throw new BadCommandError('A set of numbers is missing')
    return set
  }

  /** A string or an atom, one character a byte. */
  astring(): string {
    return this.#string() ?? this.#match(ASTRING) ?? missing('a string')
  }

  string(): string {
    return this.#string() ?? missing('a string')
  }

  /** A name or pattern of folders. */
  pattern(): string {
    return this.#string() ?? this.#match(PATTERN) ?? missing('a name')
  }

  /** The literal that stands next, as bytes. */
  literal(): Buffer {
    if (this.#at < this.#text.length) throw new BadCommandError('A literal is missing')
    const literal = this.#pieces[this.#piece + 1]
    if (literal === undefined) throw new BadCommandError('A literal is missing')
    this.#advance()
    return literal
  }

  /** What a pattern, which has to be sticky, finds next. */
  match(pattern: RegExp): string | undefined {
    return this.#match(pattern)
  }

  /** Everything in parentheses, parted by spaces. */
  list<T>(item: () => T, depth = 0): T[] {
    if (depth > DEEPEST_LIST) throw new BadCommandError('Lists are nested too deeply')
    this.expect('(')
    const items: T[] = []
    if (this.takes(')')) return items
    do items.push(item())
    while (this.takes(' '))
    this.expect(')')
    return items
  }

  #string(): string | undefined {
    const quoted = this.#matchWhole(QUOTED)
    if (quoted !== undefined) return (quoted[1] ?? '').replace(/\\(.)/g, '$1')
    const atLiteral = this.#at === this.#text.length && this.#pieces[this.#piece + 1] !== undefined
    return atLiteral ? this.literal().toString('latin1') : undefined
  }

  #advance(): void {
    this.#piece += 2
    this.#text = this.#pieces[this.#piece]?.toString('latin1') ?? ''
    this.#at = 0
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #match(pattern: RegExp): string | undefined {
    return this.#matchWhole(pattern)?.[0]
  }

  #matchWhole(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return undefined
    this.#at = pattern.lastIndex
    return found
  }
}

function missing(what: string): never {
  throw new BadCommandError(`${what} is missing`.replace(/^./, (first) => first.toUpperCase()))
}
