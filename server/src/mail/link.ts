// The test gestore beside the sandbox (MAIL=on): a process of its own, started again when it dies, asked by messages.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { extname } from 'node:path'
import { programEnvironment } from '../database/run-as.ts'
import type { Log } from '../log.ts'
import { MailAwayError, MailStartError } from './errors.ts'
import type { Population } from '../store/population.ts'
import type {
  FromGestore,
  MailQuestion,
  MailQuestions,
  MailReady,
  MailSent,
  MailSentPage,
  MailServiceAnswer,
  MailServiceCall,
  MailStart,
  MailUse,
  ToGestore,
} from './protocol.ts'

/** The test gestore, as the server knows it. What is asked rejects with `MailAwayError`. */
export interface MailLink extends MailReady {
  /** The process; undefined while it is being started again. */
  pid(): number | undefined
  use(mailboxId: string): Promise<MailUse>
  /** A new password for all these names of one user; undefined where the mailbox is not in use. */
  newPassword(mailboxId: string, logins: string[]): Promise<string | undefined>
  /** What a mailbox sent, newest first, from the one after that id on. */
  sent(mailboxId: string, page: MailSentPage): Promise<MailSent[]>
  /** A call of the HTTP service for sending and reading. */
  service(call: MailServiceCall): Promise<MailServiceAnswer>
  /** When a message is next due to move for these accounts. */
  nextDue(whose: Population): Promise<Date | undefined>
  /** Moves every message of theirs that is due by then, and returns how often one moved. */
  runUntil(whose: Population, until: Date): Promise<number>
  close(): Promise<void>
}

const ANSWERS_WITHIN_MS: Readonly<Record<MailQuestion, number>> = {
  use: 5_000,
  newPassword: 5_000,
  nextDue: 5_000,
  sent: 5_000,
  service: 40_000,
  runUntil: 600_000,
}
const STARTS_WITHIN_MS = 60_000
const STOPS_WITHIN_MS = 10_000
const PORT_TRIES = 5
const PORT_PAUSE_MS = 700
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000

interface Waiting {
  resolve(answer: MailQuestions[MailQuestion]['answers']): void
  reject(error: Error): void
}

/** Starts the gestore, and resolves once it listens. Rejects with `MailStartError`. */
export async function startMail(start: Omit<MailStart, 'migrations'>, log: Log): Promise<MailLink> {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let child: ChildProcess | undefined
  let isClosed = false
  let again: NodeJS.Timeout | undefined

  const hear = (message: FromGestore) => {
    if (message.is === 'problem') log.error(message.problem, 'test gestore')
    if (message.is !== 'answer' && message.is !== 'no answer') return
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.is === 'answer') asked?.resolve(message.answer)
    else asked?.reject(new MailAwayError())
  }
  const lost = (pauseMs: number) => {
    child = undefined
    for (const { reject } of waiting.values()) reject(new MailAwayError())
    waiting.clear()
    if (isClosed) return
    log.warn('the test gestore ended; it is started again')
    again = setTimeout(() => void startAgain(pauseMs), pauseMs).unref()
  }
  const startOnce = async (given: MailStart, pauseMs: number): Promise<MailReady> => {
    const process = spawnGestore()
    const ready = await readyOf(process, given)
    child = process
    process.on('message', hear)
    process.once('exit', () => lost(pauseMs))
    return ready
  }
  const given: MailStart = { ...start, migrations: migrations.href }
  const ready = await whenFree(() => startOnce(given, FIRST_PAUSE_MS))
  const startAgain = async (pauseMs: number) => {
    const longer = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    try {
      // At the same addresses: clients know them.
      await startOnce({ ...given, ports: ready.ports }, FIRST_PAUSE_MS)
    } catch {
      if (!isClosed) again = setTimeout(() => void startAgain(longer), longer).unref()
    }
  }

  async function ask<Q extends MailQuestion>(
    question: Q,
    asks: MailQuestions[Q]['asks'],
  ): Promise<MailQuestions[Q]['answers']> {
    const asked = child
    if (asked === undefined) throw new MailAwayError()
    const id = (lastId += 1)
    let late: NodeJS.Timeout | undefined
    const answer = new Promise<MailQuestions[MailQuestion]['answers']>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      late = setTimeout(() => reject(new MailAwayError()), ANSWERS_WITHIN_MS[question]).unref()
      tell(asked, { is: 'question', id, question, asks })
    })
    try {
      return await answer
    } finally {
      clearTimeout(late)
      waiting.delete(id)
    }
  }

  return {
    ...ready,
    pid: () => child?.pid,
    use: (mailboxId) => ask('use', { mailboxId }),
    newPassword: async (mailboxId, logins) => (await ask('newPassword', { mailboxId, logins }))?.password,
    sent: async (mailboxId, page) => (await ask('sent', { mailboxId, ...page })).messages,
    service: (call) => ask('service', call),
    async nextDue(whose) {
      const { due } = await ask('nextDue', { whose })
      return due === null ? undefined : new Date(due)
    },
    runUntil: async (whose, until) => (await ask('runUntil', { whose, until: until.toISOString() })).done,
    async close() {
      isClosed = true
      clearTimeout(again)
      if (child !== undefined) await stop(child)
    },
  }
}

/** A gestore whose server was killed a moment ago needs that moment to leave its ports. */
async function whenFree(startOnce: () => Promise<MailReady>, tries = PORT_TRIES): Promise<MailReady> {
  try {
    return await startOnce()
  } catch (error) {
    if (tries <= 1 || !(error instanceof Error) || !error.message.includes('EADDRINUSE')) throw error
    await new Promise((resolve) => setTimeout(resolve, PORT_PAUSE_MS))
    return whenFree(startOnce, tries - 1)
  }
}

const here = import.meta.url
const isSource = extname(new URL(here).pathname) === '.ts'
const migrations = new URL('../../../gestore/migrations/', here)

/** A file of the gestore, by its name; in a bundle it stands beside this one. */
function spawnGestore(): ChildProcess {
  const file = isSource
    ? new URL('../../../gestore/src/running/gestore-process.ts', here)
    : new URL('gestore-process.js', here)
  const execArgv = isSource ? ['--import', import.meta.resolve('tsx')] : []
  return fork(file, [], { execArgv, env: programEnvironment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

function tell(child: ChildProcess, message: ToGestore): void {
  // One that is gone is heard of by its end.
  if (child.connected) child.send(message, () => undefined)
}

function readyOf(child: ChildProcess, start: MailStart): Promise<MailReady> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(late)
      child.removeAllListeners()
      child.kill('SIGKILL')
      reject(new MailStartError(why))
    }
    const late = setTimeout(() => fail('the test gestore took too long to start'), STARTS_WITHIN_MS)
    child.once('error', () => fail('the test gestore could not be started'))
    child.once('exit', () => fail('the test gestore ended while it started'))
    child.on('message', (message: FromGestore) => {
      if (message.is === 'failed') return fail(message.why)
      if (message.is !== 'ready') return
      clearTimeout(late)
      child.removeAllListeners()
      resolve(message.ready)
    })
    tell(child, { is: 'start', start })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const late = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
  tell(child, { is: 'stop' })
  await ended
  clearTimeout(late)
}
