// Who has work due is in the tables; that there is some now is told at once: within the process by a call, to the others
// by NOTIFY. Nothing depends on its arriving, as every process also looks by itself
// (docs/decisions/0021-due-tables.md).
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Database } from './database.ts'

/** Every job by name; `jobs/schedule.ts` says what each repairs. */
export const jobNames = [
  'follow-activation',
  'follow-requests',
  'finish-operations',
  'follow-domains',
  'expire-domains',
  'renew-automatically',
  'expire',
  'abandon-registrations',
  'remind-of-expiry',
  'deliver-callbacks',
  'forget',
  'check-ledger',
  'sweep-documents',
  'note-overdue',
  'compare-with-providers',
  'work-bulks',
  'move-messages',
] as const
export type JobName = (typeof jobNames)[number]

/**
 * Where the product's clock stands: milliseconds ahead of real time, how often it was set back, and how often clocks of
 * single accounts were moved.
 */
export interface MovedClock {
  offsetMs: number
  turn: number
  accountMoves: number
}

type HearWake = (name: JobName | undefined, accountId?: string) => void

export interface WakeUps {
  /**
   * Says, after a commit, that a job has work, where given of an account with a clock of its own: here at once, in the
   * other processes within some milliseconds.
   */
  wake(name: JobName, accountId?: string): void
  /** The same for this process alone: the others have nothing to do with it. */
  wakeOwn(name: JobName, accountId?: string): void
  /** Hears of work; `undefined` when something may have been missed, so that everything is looked at. */
  onWake(hear: HearWake): void
  /** Hears of a clock moved by another process, which waits until it is taken. */
  onClock(hear: (moved: MovedClock) => Promise<void>): void
  /** Hears that another key seals. */
  onKeys(hear: () => void): void
  /** Tells the other processes of it. */
  tellKeys(): Promise<void>
  /** Tells the other processes of the clock and resolves once all that listen have heard, or after two seconds. */
  tellClock(moved: MovedClock): Promise<void>
  close(): Promise<void>
}

const CHANNEL = 'ceralacca'
const LISTENER = 'ceralacca-listener'
// Many commits in a row make one message.
const TOLD_EVERY_MS = 10
// A message has 8,000 bytes at most.
const TOLD_AT_ONCE = 100
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
const CLOCK_HEARD_WITHIN_MS = 2_000

/** Wake-ups for a process that hears of nothing from others: a command, or a test that runs its jobs itself. */
export function ownWakeUps(database: Database): WakeUps {
  return wakeUps(database, undefined)
}

/** Who hears how the connection that listens is doing. */
interface Listening {
  onProblem(error: Error): void
  onBack(): void
}

/** Wake-ups with a connection of their own, which is opened anew whenever it is lost. */
export async function listeningWakeUps(database: Database, listening: Listening): Promise<WakeUps> {
  const made = wakeUps(database, listening)
  await made.listening
  return made
}

function wakeUps({ pool, direct }: Database, told: Listening | undefined): WakeUps & { listening: Promise<void> } {
  const self = randomBytes(6).toString('hex')
  const untold = new Set<string>()
  const heardBy = new Map<string, (self: string) => void>()
  let hearWake: HearWake = () => undefined
  let hearClock: (moved: MovedClock) => Promise<void> = () => Promise.resolve()
  let hearKeys: () => void = () => undefined
  let telling: NodeJS.Timeout | undefined
  let tellings = 0
  let closed = false
  let listener: pg.Client | undefined
  let listenerPid = 0
  let pause: NodeJS.Timeout | undefined

  // A message alone would wait for the disk like any commit.
  const notify = (message: string) =>
    pool.query(`select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`, [
      CHANNEL,
      `${self} ${message}`,
    ])

  const tellUntold = async () => {
    const names = [...untold]
    untold.clear()
    while (names.length > 0) await notify(`wake ${names.splice(0, TOLD_AT_ONCE).join(',')}`)
  }
  const tellOthers = () => {
    telling = undefined
    tellUntold().catch(() => undefined)
  }

  const hearWakeOf = (written: string) => {
    const [given, accountId] = written.split('@')
    const name = jobNames.find((one) => one === given)
    if (name !== undefined) hearWake(name, accountId)
  }

  const hear = (payload: string) => {
    const [from, what, value = ''] = payload.split(' ')
    if (from === self) return
    if (what === 'wake') for (const one of value.split(',')) hearWakeOf(one)
    if (what === 'clock') {
      const [offsetMs = 0, turn = 0, accountMoves = 0] = value.split('/').map(Number)
      hearClock({ offsetMs, turn, accountMoves })
        .then(() => notify(`heard ${from ?? ''}:${value}`))
        .catch(() => undefined)
    }
    if (what === 'keys') hearKeys()
    if (what === 'heard') heardBy.get(value)?.(from ?? '')
  }

  async function listen(to: Listening): Promise<void> {
    const client = new pg.Client({ ...direct, application_name: LISTENER, keepAlive: true })
    let lost: Error | undefined
    let isListening = false
    // One that is lost before it listens is tried again by whoever awaits it, and by nobody else.
    const onLost = (error: Error) => {
      const isFirst = lost === undefined
      lost ??= error
      if (!isFirst || !isListening || closed) return
      to.onProblem(error)
      void listenAgain(to, FIRST_PAUSE_MS)
    }
    client.on('error', onLost)
    client.on('end', () => onLost(new Error('Connection terminated')))
    client.on('notification', ({ payload }) => hear(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
      // What a pooler between said of it at the beginning is made up.
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      if (lost !== undefined) throw lost
      listenerPid = rows[0]?.pid ?? 0
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    if (closed) return client.end()
    isListening = true
    listener = client
  }

  async function listenAgain(to: Listening, pauseMs: number): Promise<void> {
    await new Promise((resolve) => (pause = setTimeout(resolve, pauseMs).unref()))
    if (closed) return
    try {
      await listen(to)
      to.onBack()
      hearWake(undefined)
    } catch {
      await listenAgain(to, Math.min(2 * pauseMs, LONGEST_PAUSE_MS))
    }
  }

  async function tellClock({ offsetMs, turn, accountMoves }: MovedClock): Promise<void> {
    const found = await pool.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
      where application_name = $1 and datname = current_database() and pid <> $2`,
      [LISTENER, listenerPid],
    )
    const others = found.rows[0]?.others ?? 0
    if (others === 0 || listener === undefined) return
    const heard = new Set<string>()
    // Several may tell the same at once, each of whom is answered.
    const value = `${offsetMs}/${turn}/${accountMoves}/${(tellings += 1)}`
    const key = `${self}:${value}`
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(resolve, CLOCK_HEARD_WITHIN_MS)
      heardBy.set(key, (who) => {
        heard.add(who)
        if (heard.size < others) return
        clearTimeout(late)
        resolve()
      })
      notify(`clock ${value}`).catch(reject)
    }).finally(() => heardBy.delete(key))
  }

  return {
    listening: told === undefined ? Promise.resolve() : listen(told),
    wake(name, accountId) {
      hearWake(name, accountId)
      untold.add(accountId === undefined ? name : `${name}@${accountId}`)
      if (!closed) telling ??= setTimeout(tellOthers, TOLD_EVERY_MS).unref()
    },
    wakeOwn: (name, accountId) => hearWake(name, accountId),
    onWake: (listening) => void (hearWake = listening),
    onClock: (listening) => void (hearClock = listening),
    onKeys: (listening) => void (hearKeys = listening),
    tellKeys: async () => void (await notify('keys')),
    tellClock,
    async close() {
      closed = true
      clearTimeout(telling)
      clearTimeout(pause)
      await tellUntold().catch(() => undefined)
      await listener?.end().catch(() => undefined)
    },
  }
}
