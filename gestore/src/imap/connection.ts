// One client's connection: commands one after the other, answers with the client's pace.
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { Arguments, BadCommandError } from './arguments.ts'
import { readCommand } from './command-reader.ts'
import type { Bounds, RawCommand, Read } from './command-reader.ts'
import { folders } from './commands/folders.ts'
import { idle } from './commands/idle.ts'
import { messages } from './commands/messages.ts'
import { capabilities, signingIn } from './commands/signing-in.ts'
import type { SelectedView } from './selected-view.ts'
import { bad, no } from './session.ts'
import type { Command, Commands, Outcome, SelectedSession, Session, SignedInSession } from './session.ts'
import { tellChanges } from './tell-changes.ts'
import { MailboxClosedError } from '../store/mailbox.ts'
import type { Mailbox, SignIns } from '../store/mailbox.ts'
import { LostError, Wire } from '../wire/wire.ts'

/** What every connection needs. */
export interface ImapOptions {
  signIns: SignIns
  /** For STARTTLS. */
  secureContext: SecureContext
  /** Of one message. */
  maxMessageBytes: number
  /** Told of what should not happen; nothing of the client is in it. */
  onProblem(error: unknown): void
}

const commands: Commands = { ...signingIn, ...folders, ...messages, ...idle }

// RFC 3501 5.4: at least 30 minutes for who has signed in.
const IDLE_MS = 31 * 60_000
const SIGN_IN_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 15_000
const LINE_BYTES = { stranger: 8_192, signedIn: 65_536 }
const LITERAL_BYTES = { stranger: 4_096, signedIn: 65_536 }
const BAD_COMMANDS_AT_MOST = 50

/** Serves one client until it leaves. Never rejects. */
export async function serveConnection(socket: Socket, options: ImapOptions): Promise<void> {
  const connection = new Connection(socket, options)
  try {
    await connection.serve()
  } catch (error) {
    if (!(error instanceof LostError)) options.onProblem(error)
  } finally {
    connection.end()
  }
}

class Connection implements Session {
  readonly signIns: SignIns
  mailbox: Mailbox | undefined
  selected: SelectedView | undefined
  isLeaving = false
  readonly #wire: Wire
  readonly #options: ImapOptions
  #encryptsNext = false
  #badCommands = 0

  constructor(socket: Socket, options: ImapOptions) {
    this.#wire = new Wire(socket, SIGN_IN_WITHIN_MS)
    this.#options = options
    this.signIns = options.signIns
  }

  get from(): string {
    return this.#wire.from
  }

  get mayTakePassword(): boolean {
    return this.#wire.mayTakePassword
  }

  get mayEncrypt(): boolean {
    return !this.#wire.isEncrypted
  }

  async serve(): Promise<void> {
    await this.say(`* OK [CAPABILITY ${capabilities(this)}] Test gestore; nothing here has legal value`)
    while (!this.isLeaving) {
      const read = await readCommand(this.#wire.source, this.#bounds(), () => this.say('+ Go on'))
      if (read.is === 'end') return
      await this.#answer(read)
      if (!this.#encryptsNext) continue
      this.#encryptsNext = false
      this.#wire.encrypt(this.#options.secureContext)
    }
  }

  end(): void {
    this.#wire.end()
  }

  say(...lines: string[]): Promise<void> {
    return this.#wire.say(...lines)
  }

  write(pieces: readonly (string | Buffer)[]): Promise<void> {
    return this.#wire.write(pieces)
  }

  async ask(text: string): Promise<string | undefined> {
    await this.say(`+ ${text}`)
    const line = await this.#wire.line(LINE_BYTES.stranger)
    return line instanceof Buffer ? line.toString('latin1') : undefined
  }

  async idle(watch: (told: () => void) => () => void, hear: () => Promise<void>): Promise<string | undefined> {
    let told: () => void = () => undefined
    let waiting = new Promise<'told'>((resolve) => (told = () => resolve('told')))
    const stop = watch(() => told())
    // A mailbox may be closed without a word of it.
    const look = setInterval(() => told(), LOOK_EVERY_MS).unref()
    const line = this.#wire.line(LINE_BYTES.stranger)
    try {
      for (;;) {
        const first = await Promise.race([line, waiting])
        if (first !== 'told') return first instanceof Buffer ? first.toString('latin1') : undefined
        waiting = new Promise((resolve) => (told = () => resolve('told')))
        await hear()
        if (this.isLeaving) return undefined
      }
    } finally {
      clearInterval(look)
      stop()
    }
  }

  encryptNext(): void {
    this.#encryptsNext = true
  }

  #bounds(): Bounds {
    const who = this.mailbox === undefined ? 'stranger' : 'signedIn'
    return {
      lineBytes: LINE_BYTES[who],
      literalBytes: (start) =>
        who === 'signedIn' && /^\S+ APPEND /i.test(start) ? this.#options.maxMessageBytes : LITERAL_BYTES[who],
    }
  }

  async #answer(read: Exclude<Read, { is: 'end' }>): Promise<void> {
    const start = read.is === 'command' ? (read.command.pieces[0]?.toString('latin1', 0, 200) ?? '') : read.start
    const tag = /^[^\x00-\x20\x7f-\xff(){%*"\\+]{1,100}(?= |$)/.exec(start)?.[0]
    const outcome = await this.#outcomeOf(tag, read)
    const code = outcome.code === undefined ? '' : `[${outcome.code}] `
    if (outcome.is === 'BAD') await this.#countBad()
    await this.say(`${tag ?? '*'} ${outcome.is} ${code}${outcome.text}`)
  }

  #outcomeOf(tag: string | undefined, read: Exclude<Read, { is: 'end' }>): Promise<Outcome> | Outcome {
    if (tag === undefined) return bad('A tag is missing')
    if (read.is === 'too big') return no('That is too much', 'TOOBIG')
    if (read.is === 'bad line') return bad('That line is too long')
    return this.#run(tag, read.command)
  }

  async #run(tag: string, command: RawCommand): Promise<Outcome> {
    try {
      return await this.#dispatch(tag, command)
    } catch (error) {
      if (error instanceof BadCommandError) return bad(error.message)
      if (error instanceof LostError) throw error
      if (error instanceof MailboxClosedError) {
        this.isLeaving = true
        await this.say('* BYE This mailbox is no longer in use')
        return no('This mailbox is no longer in use', 'CONTACTADMIN')
      }
      this.#options.onProblem(error)
      return no('That did not work; try again later', 'UNAVAILABLE')
    }
  }

  async #dispatch(tag: string, { pieces: [first = Buffer.alloc(0), ...pieces] }: RawCommand): Promise<Outcome> {
    const args = new Arguments({ pieces: [first.subarray(tag.length), ...pieces] })
    const word = args.space().word('a command')
    const command = Object.hasOwn(commands, word) ? commands[word] : undefined
    if (command === undefined) return bad('No such command')
    const outcome = await this.#runFor(command, args)
    if (!(command.needs === 'folder' && command.keepsNumbers)) await tellChanges(this)
    return outcome
  }

  async #runFor(command: Command, args: Arguments): Promise<Outcome> {
    if (command.needs === 'nothing') return command.run(this, args)
    if (command.needs === 'nobody') {
      if (this.isSignedIn()) return bad('Somebody has signed in already')
      const outcome = await command.run(this, args)
      if (this.isSignedIn()) this.#wire.allowIdle(IDLE_MS)
      return outcome
    }
    if (!this.isSignedIn()) return bad('Sign in first')
    if (command.needs === 'mailbox') return command.run(this, args)
    return this.hasFolder() ? command.run(this, args) : bad('Select a folder first')
  }

  isSignedIn(): this is SignedInSession {
    return this.mailbox !== undefined
  }

  hasFolder(): this is SelectedSession {
    return this.isSignedIn() && this.selected !== undefined
  }

  /** Somebody who only guesses is not answered for ever. */
  async #countBad(): Promise<void> {
    this.#badCommands += 1
    if (this.#badCommands < BAD_COMMANDS_AT_MOST) return
    this.isLeaving = true
    await this.say('* BYE Too many commands that are none')
  }
}
