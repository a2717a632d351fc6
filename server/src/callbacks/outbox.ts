// Which callbacks are under way at once. Every receiver gets a share of its own, which shrinks while it fails, so that one
// that hangs never takes another's place; and no account gets more than half of all places.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../model/clock.ts'
import type { Database } from '../store/database.ts'
import { onlyIn } from '../store/population.ts'
import type { Population } from '../store/population.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Tracer } from '../tracing/tracer.ts'
import { claimDeliveries, holdDeliveries } from './claims.ts'
import type { ClaimedDelivery, ReceiverLoad } from './claims.ts'
import { noteAttempts } from './deliveries.ts'
import type { NotedAttempt } from './deliveries.ts'
import { nextAttempt } from './retry-schedule.ts'
import type { AttemptOutcome, CallbackSender } from './sender.ts'
import { signatureHeaders } from '../model/message-signature.ts'

export interface Outbox {
  /**
   * Begins attempts at what is due to a population by `until`, as far as there are places; returns how many. With `since`,
   * of receivers that are not known to have more, only those are looked at that have something due since then. Of a single
   * account all are looked at.
   */
  begin(whose: Population, until: Date, since: Date | undefined): Promise<number>
  /** Resolves when every attempt under way, of that account where one is given, has ended and is noted. */
  settled(accountId?: string): Promise<void>
  /** Resolves at the end of the next attempt, whoever it is for; false when none is under way. */
  oneEnded(): Promise<boolean>
  /** Begins nothing more, and waits for what is under way. */
  close(): Promise<void>
}

export interface OutboxOptions {
  database: Database
  /** The clock an account goes by. */
  clockOf(accountId: string): Clock
  sender: CallbackSender
  tracer: Tracer
  /** Opens an account's sealed signing secret. */
  openSecret(accountId: string, sealed: string): string
  /** Hears of a delivery that another process claimed and never noted the end of. */
  onTakenOver(): void
  /** Hears how each attempt ended, and whether there is none after it. */
  onAttempt(outcome: AttemptOutcome, after: { isLast: boolean }): void
  /** Hears that there may be more to begin, or a retry to wait for, and whose attempts ended. */
  onRoom(accounts: ReadonlySet<string>): void
  /** Hears of a failure to note what was attempted; the attempts will be repeated. */
  onProblem(error: unknown): void
}

const MOST_UNDER_WAY = 400
const MOST_OF_ACCOUNT = MOST_UNDER_WAY / 2
const FIRST_SHARE = 10
const LARGEST_SHARE = 50
const USUAL: ReceiverLoad = { underWay: 0, free: FIRST_SHARE }
const MOST_RECEIVERS_KNOWN = 1_000
// Receivers are looked at some hundreds a claim; past this many claims, the rest has its turn next time.
const MOST_CLAIMS = 10
/** How long a claim lasts, by the database's clock; renewed while the attempt goes on. A killed process's ends by itself. */
const CLAIMED_FOR_MS = 9_000
const HELD_EVERY_MS = 3_000

/** Attempts of one process. */
export function outbox(options: OutboxOptions): Outbox {
  const { database, sender } = options
  const shares = new LRUCache<string, number>({ max: MOST_RECEIVERS_KNOWN })
  const underWay = new Map<string, ClaimedDelivery>()
  const ended: NotedAttempt[] = []
  let noting: Promise<void> | undefined
  /** Receivers that probably have more, and how far they were claimed. */
  const haveMore = new Map<string, Date>()
  let after = ''
  let holding: NodeJS.Timeout | undefined
  let endings = 0
  let waiting: { isOver(): boolean; resolve(): void }[] = []
  let closed = false

  async function begin(whose: Population, until: Date, since: Date | undefined): Promise<number> {
    const of = onlyIn(whose)
    let begun = 0
    for (let claims = 0; claims < MOST_CLAIMS; claims += 1) {
      const room = MOST_UNDER_WAY - underWay.size
      if (closed || room <= 0) return begun
      const before = loads()
      const { deliveries, goOnAfter } = await claimDeliveries(database.kysely, until, {
        whose,
        room,
        claimedForMs: CLAIMED_FOR_MS,
        receivers: of === undefined ? (since === undefined ? { after } : { known: haveMore, since }) : { of },
        loads: before,
        usual: USUAL,
        accounts: accountsLeft(),
        mostOfAccount: MOST_OF_ACCOUNT,
      })
      if (of === undefined) {
        after = goOnAfter ?? ''
        noteWhoHasMore(deliveries, before)
      }
      for (const delivery of deliveries) {
        underWay.set(delivery.id, delivery)
        if (delivery.taken_over) options.onTakenOver()
      }
      holding ??= setInterval(hold, HELD_EVERY_MS).unref()
      for (const delivery of deliveries) attempt(delivery).catch((error: unknown) => giveBack(delivery, error))
      begun += deliveries.length
      if (goOnAfter === undefined) return begun
    }
    return begun
  }

  /** A receiver of whose deliveries all it had free were claimed probably has more. */
  function noteWhoHasMore(claimed: readonly ClaimedDelivery[], before: ReadonlyMap<string, ReceiverLoad>): void {
    const counts = countBy(claimed, ({ origin }) => origin)
    for (const origin of [...haveMore.keys()])
      if (!counts.has(origin) && before.get(origin)?.free !== 0) haveMore.delete(origin)
    for (const { origin, due_at } of claimed) {
      const isAll = (counts.get(origin) ?? 0) < (before.get(origin) ?? USUAL).free
      if (isAll) haveMore.delete(origin)
      else haveMore.set(origin, due_at)
    }
  }

  function loads(): Map<string, ReceiverLoad> {
    const counts = countBy(underWay.values(), ({ origin }) => origin)
    const origins = new Set([...counts.keys(), ...shares.keys()])
    return new Map(
      [...origins].map((origin) => {
        const count = counts.get(origin) ?? 0
        const free = Math.max(0, (shares.peek(origin) ?? FIRST_SHARE) - count)
        return [origin, { underWay: count, free }]
      }),
    )
  }

  function accountsLeft(): Map<string, number> {
    const counts = countBy(underWay.values(), ({ account_id: id }) => id)
    return new Map([...counts].map(([id, count]) => [id, MOST_OF_ACCOUNT - count]))
  }

  async function attempt(delivery: ClaimedDelivery): Promise<void> {
    // During a clock advance, a delivery due ahead of the clock is attempted at its own time.
    const { id, url, body, content_type: contentType, account_id: accountId } = delivery
    const clock = options.clockOf(accountId)
    const now = () => new Date(Math.max(clock.now().getTime(), delivery.due_at.getTime()))
    const startedAt = now()
    const secrets = delivery.secrets.map((sealed) => options.openSecret(accountId, sealed))
    const headers = signatureHeaders({ id, timestamp: clock.realNow(), body, secrets })
    const outcome = await options.tracer.span({ of: 'callback', name: 'callback' }, async (note) => {
      const sent = await sender.send({ url, contentType, body, headers: { ...headers } })
      note({
        'ceralacca.outcome': sent.is === 'failed' ? sent.why : sent.is,
        'ceralacca.attempt': delivery.attempts + 1,
      })
      return sent
    })
    const endedAt = now()
    const nextAt = nextAttempt({
      attempt: delivery.attempts + 1,
      now: endedAt,
      random: Math.random,
      ...('retryAfterSeconds' in outcome ? { retryAfterSeconds: outcome.retryAfterSeconds } : {}),
    })
    learn(delivery.origin, outcome)
    options.onAttempt(outcome, { isLast: nextAt === undefined })
    ended.push({ delivery, outcome, startedAt, endedAt, nextAt })
    noting ??= noteAll()
  }

  /** What could not even be attempted is due again when its claim ends. */
  function giveBack({ id }: ClaimedDelivery, error: unknown): void {
    underWay.delete(id)
    options.onProblem(error)
    noting ??= noteAll()
  }

  /** A receiver that takes what it is sent gets more places, one that does not fewer. */
  function learn(origin: string, outcome: AttemptOutcome): void {
    const share = shares.get(origin) ?? FIRST_SHARE
    const next = outcome.is === 'failed' ? Math.max(1, Math.floor(share / 2)) : Math.min(share + 1, LARGEST_SHARE)
    if (next === FIRST_SHARE) shares.delete(origin)
    else shares.set(origin, next)
  }

  /** Notes what has ended, all that ends meanwhile in the next transaction. */
  async function noteAll(): Promise<void> {
    while (ended.length > 0) {
      const attempts = ended.splice(0)
      try {
        await inTransaction(database.kysely, ({ db }) => noteAttempts(db, attempts))
      } catch (error) {
        options.onProblem(error)
      }
      for (const { delivery } of attempts) underWay.delete(delivery.id)
      endings += 1
      options.onRoom(new Set(attempts.map(({ delivery }) => delivery.account_id)))
      tellWaiting()
    }
    noting = undefined
    tellWaiting()
    if (underWay.size > 0) return
    clearInterval(holding)
    holding = undefined
  }

  function tellWaiting(): void {
    const over = waiting.filter(({ isOver }) => isOver())
    waiting = waiting.filter((one) => !over.includes(one))
    for (const { resolve } of over) resolve()
  }

  /** Resolves once it is over, at the end of an attempt. */
  async function when(isOver: () => boolean): Promise<void> {
    if (!isOver()) await new Promise<void>((resolve) => void waiting.push({ isOver, resolve }))
  }

  function hold(): void {
    holdDeliveries(database.kysely, [...underWay.keys()], CLAIMED_FOR_MS).catch(() => undefined)
  }

  const settled = (accountId?: string) =>
    when(() =>
      accountId === undefined
        ? underWay.size === 0
        : [...underWay.values()].every(({ account_id: id }) => id !== accountId),
    )

  return {
    begin,
    settled,
    async oneEnded() {
      if (underWay.size === 0) return false
      const before = endings
      await when(() => endings > before || underWay.size === 0)
      return true
    },
    async close() {
      closed = true
      await settled()
      clearInterval(holding)
    },
  }
}

function countBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return counts
}
