// The test gestore as a process beside the sandbox, which starts it and asks it (server/src/mail).
import type {
  FromGestore,
  MailQuestion,
  MailQuestions,
  MailStart,
  ToGestore,
} from '../../../server/src/mail/protocol.ts'
import { describeError } from '../../../server/src/log.ts'
import { sentMessages } from '../delivery/timeline.ts'
import { startGestore } from './start.ts'
import type { RunningGestore } from './start.ts'

const say = (message: FromGestore) => {
  // Who asked is gone: so is this process, soon.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}
const onProblem = (error: unknown) => say({ is: 'problem', problem: describeError(error) })

let running: RunningGestore | undefined

const answers: {
  [Q in MailQuestion]: (gestore: RunningGestore, asks: MailQuestions[Q]['asks']) => Promise<MailQuestions[Q]['answers']>
} = {
  use: async ({ account }, { mailboxId }) => {
    const use = await account.use(mailboxId)
    return { ...use, logins: [...use.logins] }
  },
  newPassword: async ({ account }, { mailboxId, logins }) => {
    const password = await account.newPassword(mailboxId, logins)
    return password === undefined ? null : { password }
  },
  sent: async ({ engine }, { mailboxId, ...page }) => ({
    messages: await sentMessages(engine.database.kysely, mailboxId, page),
  }),
  service: ({ service }, call) => service(call),
  nextDue: async (gestore, { whose }) => ({ due: (await gestore.nextDue(whose))?.toISOString() ?? null }),
  runUntil: async (gestore, { whose, until }) => ({ done: await gestore.runUntil(whose, new Date(until)) }),
}

async function start({ key, ports, host, connection, migrations }: MailStart): Promise<void> {
  try {
    running = await startGestore({
      ...{ connection, ports, host, onProblem },
      key: Buffer.from(key, 'base64'),
      migrations: new URL(migrations),
    })
    say({ is: 'ready', ready: { ports: running.ports, ca: running.ca } })
  } catch (error) {
    onProblem(error)
    say({ is: 'failed', why: whyNot(error, host, ports) })
  }
}

/** One line that names the setting. */
function whyNot(error: unknown, host: string, ports: MailStart['ports']): string {
  const { code, port } = Object(error)
  const setting = (
    [
      ['SMTP_PORT', 'smtp'],
      ['POP3_PORT', 'pop3'],
      ['IMAP_PORT', 'imap'],
    ] as const
  ).find(([, name]) => ports[name] === port)
  if (setting === undefined) return 'MAIL: the test gestore cannot start'
  return `${setting[0]}: cannot listen on ${host}:${String(port)} (${String(code)})`
}

async function stop(): Promise<void> {
  try {
    await running?.[Symbol.asyncDispose]()
  } finally {
    process.exit(0)
  }
}

async function answer<Q extends MailQuestion>(id: number, question: Q, asks: MailQuestions[Q]['asks']): Promise<void> {
  try {
    if (running === undefined) throw new Error('not started')
    say({ is: 'answer', id, answer: await answers[question](running, asks) })
  } catch (error) {
    onProblem(error)
    say({ is: 'no answer', id })
  }
}

process.on('message', (message: ToGestore) => {
  if (message.is === 'start') void start(message.start)
  if (message.is === 'question') void answer(message.id, message.question, message.asks)
  if (message.is === 'stop') void stop()
})
// Without the server there is nobody to serve for.
process.on('disconnect', () => void stop())
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined)
