// Who has work due is in the tables; that there is some now is told at once: within the process by a call, to the others
// by NOTIFY. Nothing depends on its arriving, as every process also looks by itself
// (docs/decisions/0021-due-tables.md).
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Connection, Database } from './database.ts'

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
  'forget-answers',
  'check-ledger',
] as const
export type JobName = (typeof jobNames)[number]

export interface WakeUps {
  /** Says, after a commit, that a job has work: here at once, in the other processes within some milliseconds. */
  wake(name: JobName): void
  /** The same for this process alone: the others have nothing to do with it. */
  wakeOwn(name: JobName): void
  /** Hears of work; `undefined` when something may have been missed, so that everything is looked at. */
  onWake(hear: (name: JobName | undefined) => void): void
  /** Hears of a clock moved by another process, in milliseconds ahead of real time. */
  onClock(hear: (offsetMs: number) => void): void
  /** Tells the other processes of the clock and resolves once all that listen have heard, or after two seconds. */
  tellClock(offsetMs: number): Promise<void>
  close(): Promise<void>
}

const CHANNEL = 'ceralacca'
const LISTENER = 'ceralacca-listener'
// Many commits in a row make one message.
const TOLD_EVERY_MS = 10
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
const CLOCK_HEARD_WITHIN_MS = 2_000

/** Wake-ups for a process that hears of nothing from others: a command, or a test that runs its jobs itself. */
export function ownWakeUps(database: Database): WakeUps {
  return wakeUps(database, undefined, () => undefined)
}

/** Wake-ups with a connection of their own, which is opened anew whenever it is lost. */
export async function listeningWakeUps(
  database: Database,
  connection: Connection,
  onProblem: (error: Error) => void,
): Promise<WakeUps> {
  const made = wakeUps(database, connection, onProblem)
  await made.listening
  return made
}

function wakeUps(
  { pool }: Database,
  connection: Connection | undefined,
  onProblem: (error: Error) => void,
): WakeUps & { listening: Promise<void> } {
  const self = randomBytes(6).toString('hex')
  const untold = new Set<JobName>()
  const heardBy = new Map<string, (self: string) => void>()
  let hearWake: (name: JobName | undefined) => void = () => undefined
  let hearClock: (offsetMs: number) => void = () => undefined
  let telling: NodeJS.Timeout | undefined
  let closed = false
  let listener: pg.Client | undefined
  let pause: NodeJS.Timeout | undefined

  // A message alone would wait for the disk like any commit.
  const notify = (message: string) =>
    pool.query(`select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`, [
      CHANNEL,
      `${self} ${message}`,
    ])

  const tellOthers = () => {
    telling = undefined
    const names = [...untold].join(',')
    untold.clear()
    notify(`wake ${names}`).catch(() => undefined)
  }

  const hear = (payload: string) => {
    const [from, what, value = ''] = payload.split(' ')
    if (from === self) return
    if (what === 'wake') for (const name of jobNames) if (value.split(',').includes(name)) hearWake(name)
    if (what === 'clock') {
      hearClock(Number(value))
      notify(`heard ${from ?? ''}:${value}`).catch(() => undefined)
    }
    if (what === 'heard') heardBy.get(value)?.(from ?? '')
  }

  async function listen(options: Connection): Promise<void> {
    const client = new pg.Client({ ...options, application_name: LISTENER, keepAlive: true })
    let lost = false
    const onLost = (error: Error) => {
      if (lost) return
      lost = true
      if (closed) return
      onProblem(error)
      void listenAgain(options, FIRST_PAUSE_MS)
    }
    client.on('error', onLost)
    client.on('end', () => onLost(new Error('Connection terminated')))
    client.on('notification', ({ payload }) => hear(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
    } catch (error) {
      lost = true
      await client.end().catch(() => undefined)
      throw error
    }
    listener = client
  }

  async function listenAgain(options: Connection, pauseMs: number): Promise<void> {
    await new Promise((resolve) => (pause = setTimeout(resolve, pauseMs).unref()))
    if (closed) return
    try {
      await listen(options)
      hearWake(undefined)
    } catch {
      await listenAgain(options, Math.min(2 * pauseMs, LONGEST_PAUSE_MS))
    }
  }

  async function tellClock(offsetMs: number): Promise<void> {
    const found = await pool.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
      where application_name = $1 and datname = current_database() and pid <> $2`,
      [LISTENER, listener === undefined ? 0 : Reflect.get(listener, 'processID')],
    )
    const others = found.rows[0]?.others ?? 0
    if (others === 0 || listener === undefined) return
    const heard = new Set<string>()
    const key = `${self}:${offsetMs}`
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(resolve, CLOCK_HEARD_WITHIN_MS)
      heardBy.set(key, (who) => {
        heard.add(who)
        if (heard.size < others) return
        clearTimeout(late)
        resolve()
      })
      notify(`clock ${offsetMs}`).catch(reject)
    }).finally(() => heardBy.delete(key))
  }

  return {
    listening: connection === undefined ? Promise.resolve() : listen(connection),
    wake(name) {
      hearWake(name)
      untold.add(name)
      if (!closed) telling ??= setTimeout(tellOthers, TOLD_EVERY_MS).unref()
    },
    wakeOwn: (name) => hearWake(name),
    onWake: (listening) => void (hearWake = listening),
    onClock: (listening) => void (hearClock = listening),
    tellClock,
    async close() {
      closed = true
      clearTimeout(telling)
      clearTimeout(pause)
      if (untold.size > 0) await notify(`wake ${[...untold].join(',')}`).catch(() => undefined)
      await listener?.end().catch(() => undefined)
    },
  }
}
