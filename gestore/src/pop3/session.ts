// One client's POP3 session (RFC 1939, 2449, 2595): the inbox as a list, letters out of it, and those thrown away.
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { MailboxClosedError } from '../store/mailbox.ts'
import type { Mailbox, SignIns } from '../store/mailbox.ts'
import { LostError, Wire } from '../wire/wire.ts'
import { openMaildrop } from './maildrop.ts'
import type { Maildrop, Maildrops } from './maildrop.ts'

export interface Pop3Options {
  signIns: SignIns
  /** For STLS. */
  secureContext: SecureContext
  maildrops: Maildrops
  /** Told of what should not happen; nothing of the client is in it. */
  onProblem(error: unknown): void
}

const LINE_BYTES = 1_024
const SIGN_IN_WITHIN_MS = 60_000
// RFC 1939 3: at least ten minutes.
const IDLE_MS = 600_000
const BAD_COMMANDS_AT_MOST = 30

/** Serves one client until it leaves. Never rejects. */
export async function servePop3(socket: Socket, options: Pop3Options): Promise<void> {
  const session = new Session(new Wire(socket, SIGN_IN_WITHIN_MS), options)
  try {
    await session.serve()
  } catch (error) {
    if (!(error instanceof LostError)) options.onProblem(error)
  } finally {
    session.end()
  }
}

/** What the client asks for cannot be done; the text is for the client. */
class Refused extends Error {}

type Handler = (session: Session, args: readonly string[]) => Promise<void>

class Session {
  readonly wire: Wire
  readonly options: Pop3Options
  user: string | undefined
  drop: Maildrop | undefined
  isLeaving = false
  encryptsNext = false
  #bad = 0

  constructor(wire: Wire, options: Pop3Options) {
    this.wire = wire
    this.options = options
  }

  async serve(): Promise<void> {
    await this.ok('Test gestore; nothing here has legal value')
    while (!this.isLeaving) {
      const line = await this.wire.line(LINE_BYTES)
      if (line === undefined) return
      await this.#answer(line === 'too long' ? '' : line.toString('latin1'))
      if (!this.encryptsNext) continue
      this.encryptsNext = false
      this.wire.encrypt(this.options.secureContext)
    }
  }

  end(): void {
    this.drop?.release()
    this.wire.end()
  }

  ok(text: string): Promise<void> {
    return this.wire.say(`+OK ${text}`)
  }

  /** The mailbox that is open. */
  opened(): Maildrop {
    if (this.drop === undefined) throw new Refused('Sign in first')
    return this.drop
  }

  async signIn(login: string, password: string): Promise<void> {
    const { signIns, maildrops } = this.options
    if (this.drop !== undefined) throw new Refused('Somebody has signed in already')
    if (!this.wire.mayTakePassword) throw new Refused('Passwords are taken after STLS alone')
    const signed = await signIns.signIn(characters(login), characters(password), this.wire.from)
    if (signed === 'wrong') throw new Refused('[AUTH] The user name or the password is wrong')
    if (signed === 'unavailable') throw new Refused('[AUTH] This mailbox is not in use')
    this.drop = await openDrop(signed, maildrops)
    this.wire.allowIdle(IDLE_MS)
    await this.ok(`${this.drop.count} messages`)
  }

  async #answer(line: string): Promise<void> {
    const [word = '', ...args] = line.split(' ')
    const handler = Object.hasOwn(handlers, word.toUpperCase()) ? handlers[word.toUpperCase()] : undefined
    try {
      if (handler === undefined) throw new Refused('No such command')
      await handler(this, word.toUpperCase() === 'PASS' ? [line.slice(5)] : args)
    } catch (error) {
      await this.#failed(error)
    }
  }

  async #failed(error: unknown): Promise<void> {
    if (error instanceof LostError) throw error
    if (error instanceof Refused) {
      this.#bad += 1
      this.isLeaving ||= this.#bad >= BAD_COMMANDS_AT_MOST
      return this.wire.say(`-ERR ${error.message}`)
    }
    if (error instanceof MailboxClosedError) {
      this.isLeaving = true
      return this.wire.say('-ERR This mailbox is no longer in use')
    }
    this.options.onProblem(error)
    await this.wire.say('-ERR [SYS/TEMP] That did not work; try again later')
  }
}

const characters = (text: string) => Buffer.from(text, 'latin1').toString('utf8')

async function openDrop(mailbox: Mailbox, maildrops: Maildrops): Promise<Maildrop> {
  const drop = await openMaildrop(mailbox, maildrops)
  if (drop === 'in use') throw new Refused('[IN-USE] Another session has this mailbox open')
  return drop
}

/** The number of a message that is there. */
function numbered(session: Session, written: string | undefined): number {
  const number = /^\d{1,9}$/.test(written ?? '') ? Number(written) : 0
  if (session.opened().sizeOf(number) === undefined) throw new Refused('No such message')
  return number
}

const capabilities = ({ wire, drop }: Session) => [
  'TOP',
  'UIDL',
  'RESP-CODES',
  'PIPELINING',
  'USER',
  'SASL PLAIN',
  ...(wire.isEncrypted || drop !== undefined ? [] : ['STLS']),
]

const handlers: Readonly<Record<string, Handler>> = {
  async CAPA(session) {
    await session.wire.say('+OK What is offered', ...capabilities(session), '.')
  },
  async STLS(session) {
    if (session.wire.isEncrypted || session.drop !== undefined) throw new Refused('Too late')
    session.encryptsNext = true
    await session.ok('Begin TLS now')
  },
  async USER(session, [user]) {
    session.user = user
    await session.ok('And the password?')
  },
  async PASS(session, [password = '']) {
    const { user } = session
    session.user = undefined
    if (user === undefined) throw new Refused('USER comes first')
    await session.signIn(user, password)
  },
  async AUTH(session, [mechanism = '', initial]) {
    if (mechanism.toUpperCase() !== 'PLAIN') throw new Refused('Only PLAIN is offered')
    if (initial === undefined) await session.wire.say('+ ')
    const line = initial === undefined ? await session.wire.line(LINE_BYTES) : Buffer.from(initial)
    const text = line instanceof Buffer ? line.toString('latin1') : ''
    const [, login, password] = Buffer.from(text, 'base64').toString('latin1').split('\0')
    if (login === undefined || password === undefined) throw new Refused('Three parts are expected')
    await session.signIn(login, password)
  },
  async STAT(session) {
    const { count, bytes } = session.opened()
    await session.ok(`${count} ${bytes}`)
  },
  async LIST(session, [written]) {
    const drop = session.opened()
    if (written === undefined)
      return session.wire.say('+OK', ...drop.list((number) => `${drop.sizeOf(number) ?? 0}`), '.')
    const number = numbered(session, written)
    await session.ok(`${number} ${drop.sizeOf(number) ?? 0}`)
  },
  async UIDL(session, [written]) {
    const drop = session.opened()
    if (written === undefined) return session.wire.say('+OK', ...drop.list((number) => drop.uidOf(number)), '.')
    const number = numbered(session, written)
    await session.ok(`${number} ${drop.uidOf(number)}`)
  },
  async RETR(session, [written]) {
    await give(session, numbered(session, written), Infinity)
  },
  async TOP(session, [written, lines = '']) {
    if (!/^\d{1,9}$/.test(lines)) throw new Refused('How many lines?')
    await give(session, numbered(session, written), Number(lines))
  },
  async DELE(session, [written]) {
    session.opened().mark(numbered(session, written))
    await session.ok('Gone once you leave')
  },
  async RSET(session) {
    session.opened().unmark()
    await session.ok('All are back')
  },
  async NOOP(session) {
    session.opened()
    await session.ok('Done')
  },
  async QUIT(session) {
    session.isLeaving = true
    await session.drop?.removeMarked()
    await session.ok('Until next time')
  },
}

async function give(session: Session, number: number, bodyLines: number): Promise<void> {
  const content = await session.opened().content(number)
  if (content === undefined) throw new Refused('It is gone')
  const shown = bodyLines === Infinity ? content : topOf(content, bodyLines)
  const end = shown.at(-1) === 10 ? '.\r\n' : '\r\n.\r\n'
  await session.wire.write(['+OK\r\n', stuffed(shown), end])
}

/** The header and the first lines of the body. */
function topOf(content: Buffer, lines: number): Buffer {
  const header = content.indexOf('\r\n\r\n')
  let end = header === -1 ? content.length : header + 4
  for (let line = 0; line < lines && end < content.length; line += 1) {
    const lf = content.indexOf(10, end)
    end = lf === -1 ? content.length : lf + 1
  }
  return content.subarray(0, end)
}

/** With a dot before each line that begins with one. */
function stuffed(content: Buffer): Buffer {
  if (content[0] !== 0x2e && !content.includes('\n.')) return content
  return Buffer.from(content.toString('latin1').replace(/^\./gm, '..'), 'latin1')
}
