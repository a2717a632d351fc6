// SMTP: where users hand in messages, and where gestori get each other's. There is no way out: whatever is not for a
// mailbox here is refused, or ends as a notice to who sent it.
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server'
import { submit } from '../delivery/submit.ts'
import { arrive } from '../delivery/arrivals.ts'
import type { Engine } from '../delivery/engine.ts'
import { serviceMailbox } from '../delivery/gestori.ts'
import { domainOf, entryById, entryOf, gestoreOfDomain } from '../store/directory.ts'
import type { Entry, GestoreName } from '../store/directory.ts'
import type { PasswordCheck } from '../store/passwords.ts'
import { mailReader, SmtpRefusal } from './mail-data.ts'

export interface SmtpListener {
  port: number
  close(): Promise<void>
}

export interface SmtpOptions {
  engine: Engine
  host: string
  port: number
  /** PEM. */
  certificate: string
  key: string
}

/** Of one message: what the rules allow for one with one recipient. */
const MOST_BYTES = 30 * 1_048_576
const MOST_RECIPIENTS = 1_000
const MOST_CLIENTS = 200
const IDLE_MS = 300_000
const LOOPBACK_HOST = /^(127\.|::1$|localhost$)/

/** Who signed in, by the id of the session. */
interface SignedIn {
  mailboxId: string
}

/**
 * The server of users: whoever signs in hands in messages of their mailbox; who does not may leave ordinary mail for the
 * mailboxes here.
 */
export function startSubmission(options: SmtpOptions & { passwords: PasswordCheck }): Promise<SmtpListener> {
  const { engine, host, passwords } = options
  const db = engine.database.kysely
  const read = mailReader()
  const senderOf = async ({ user }: SMTPServerSession): Promise<Entry> => {
    const entry = isSignedIn(user) ? await entryById(db, user.mailboxId) : undefined
    if (entry?.state !== 'in use') throw new SmtpRefusal(550, '5.7.1 This mailbox is not in use')
    return entry
  }
  return start(options, {
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: true,
    // Who listens on this machine alone is not listened to.
    allowInsecureAuth: LOOPBACK_HOST.test(host),
    onAuth: answering(engine, async (auth, session) => {
      const login = (auth.username ?? '').trim().toLowerCase()
      const proven = await passwords.check(login, auth.password ?? '', session.remoteAddress)
      if (proven === undefined) throw new SmtpRefusal(535, '5.7.8 The user name or the password is wrong')
      const entry = await entryById(db, proven.mailboxId)
      if (entry?.state !== 'in use') throw new SmtpRefusal(535, '5.7.8 This mailbox is not in use')
      return { user: { mailboxId: entry.id } satisfies SignedIn }
    }),
    onMailFrom: answering(engine, async ({ address }, session) => {
      if (!isSignedIn(session.user)) return
      const { address: own } = await senderOf(session)
      if (address.toLowerCase() !== own) throw new SmtpRefusal(553, '5.7.1 That address is not yours')
    }),
    onRcptTo: answering(engine, async ({ address }, session) => {
      if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) throw new SmtpRefusal(452, '4.5.3 Too many recipients')
      if (isSignedIn(session.user)) return
      const entry = await entryOf(db, address.toLowerCase())
      if (entry === undefined) throw new SmtpRefusal(550, '5.7.1 Nothing is sent on from here without signing in')
      if (entry.state !== 'in use') throw new SmtpRefusal(550, '5.2.1 This mailbox is not in use')
    }),
    onData: answering(engine, async (stream, session) => {
      const content = await read(stream)
      const recipients = recipientsOf(session)
      if (isSignedIn(session.user))
        return `2.6.0 ${await submit(engine, await senderOf(session), { recipients, content })}`
      const sent = { from: senderIn(session), to: recipients, content }
      for (const gestore of ['first', 'other'] as const) {
        const to = await ownOf(engine, gestore, recipients)
        if (to.length > 0) await arrive(engine, gestore, { ...sent, to })
      }
      return '2.6.0 Taken'
    }),
  })
}

/** The server at which a gestore gets what the other one sends; on this machine alone. */
export function startReception(options: SmtpOptions, gestore: GestoreName): Promise<SmtpListener> {
  const { engine } = options
  const read = mailReader()
  return start(options, {
    disabledCommands: ['AUTH'],
    onRcptTo: answering(engine, async ({ address }, session) => {
      if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) throw new SmtpRefusal(452, '4.5.3 Too many recipients')
      const [own] = await ownOf(engine, gestore, [address.toLowerCase()])
      if (own === undefined) throw new SmtpRefusal(550, '5.7.1 That domain is not of this gestore')
    }),
    onData: answering(engine, async (stream, session) => {
      const content = await read(stream)
      await arrive(engine, gestore, { from: senderIn(session), to: recipientsOf(session), content })
      return '2.6.0 Taken'
    }),
  })
}

const isSignedIn = (user: unknown): user is SignedIn =>
  typeof user === 'object' && user !== null && 'mailboxId' in user && typeof user.mailboxId === 'string'

const recipientsOf = ({ envelope }: SMTPServerSession) => [
  ...new Set(envelope.rcptTo.map(({ address }) => address.toLowerCase())),
]

const senderIn = ({ envelope }: SMTPServerSession) =>
  envelope.mailFrom === false ? '' : envelope.mailFrom.address.toLowerCase()

/** Those of the addresses that are of a gestore, its own service mailbox among them. */
async function ownOf(engine: Engine, gestore: GestoreName, addresses: readonly string[]): Promise<string[]> {
  const own: string[] = []
  for (const address of addresses) {
    const isService = address === serviceMailbox(gestore)
    if (isService || (await gestoreOfDomain(engine.database.kysely, domainOf(address))) === gestore) own.push(address)
  }
  return own
}

type Answer<T> = (error: Error | null | undefined, result?: T) => void

/** A handler as the library calls it, from one that returns or throws. */
function answering<Given, T>(
  engine: Engine,
  handle: (given: Given, session: SMTPServerSession) => Promise<T>,
): (given: Given, session: SMTPServerSession, answer: Answer<T>) => void {
  return (given, session, answer) => {
    handle(given, session).then(
      (result) => answer(null, result),
      (error: unknown) => {
        if (error instanceof SmtpRefusal) return answer(error)
        engine.onProblem(error)
        answer(new SmtpRefusal(451, '4.3.0 That did not work; try again later'))
      },
    )
  }
}

function start(
  { engine, host, port, certificate, key }: SmtpOptions,
  handlers: SMTPServerOptions,
): Promise<SmtpListener> {
  const server = new SMTPServer({
    banner: 'Test gestore; nothing here has legal value',
    cert: certificate,
    key,
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: 1_000,
    disableReverseLookup: true,
    ...handlers,
  })
  return new Promise((resolve, reject) => {
    server.on('error', (error: Error & { code?: string; remote?: string }) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') return reject(error)
      // What clients do wrong is theirs.
      if (error.remote === undefined) engine.onProblem(error)
    })
    server.listen(port, host, () => {
      const address = server.server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise((closed) => server.close(() => closed())),
      })
    })
  })
}
