// What stands between this server and its providers over the network: pauses, breakers and budgets, each of which all
// processes share as rows (docs/decisions/0028-breakers-are-rows.md).
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Clock } from '../model/clock.ts'
import type { Database, Reader } from '../store/database.ts'
import {
  addCalls,
  claimTry,
  noteFailure,
  noteSuccess,
  readGates,
  staleAfter,
  takeCall,
} from '../store/provider-gates.ts'
import type { Asked, Budget, Counted, Gate } from '../store/provider-gates.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Tracer } from '../tracing/tracer.ts'
import type { Answer } from './port/answer.ts'
import type { Asks, Provider } from './port/capabilities.ts'

/** What becomes of what was asked is one operation, whatever was: it is a question of its own there. */
export const OUTCOMES = 'outcomes'

/**
 * Whether a provider may be asked: how many questions now (one where an open breaker tries again), or not before when and
 * why not.
 */
export type Readiness =
  { is: 'ready'; room: number } | { is: 'closed'; until: Date; why: 'paused' | 'breaker open' | 'budget used' }

/** What one turn at a time is for; an account's turns, where it is given, are apart from everybody else's. */
export interface TurnKey {
  name: string
  accountId?: string | undefined
}

/** Something that takes long: `begin` is waited for, the rest is not. */
export interface Turn<T> {
  begin(): Promise<T>
  rest(begun: T): Promise<unknown>
  /** Called when the same may be begun again. */
  over(): void
}

/** The gates of all providers. */
export interface ProviderGates {
  /** The same provider, asked only while it may be; how each question ended is noted. */
  guarded(provider: Provider): Provider
  /** How ready each provider is for an operation, read through `db` where given; one in process always is. */
  readiness(providers: readonly Provider[], operation: string, db?: Reader): Promise<ReadonlyMap<string, Readiness>>
  /** Runs a turn in the background unless the same one is still running; returns what it begins with, or undefined. */
  inTurn<T>(key: TurnKey, turn: Turn<T>): Promise<T | undefined>
  isInTurn(key: TurnKey): boolean
  /** Resolves when the turns under way, of that account where one is given, are over. */
  settled(accountId?: string): Promise<void>
  /** Writes the counts of this process, for reports to be whole. */
  flush(): Promise<void>
  /** Waits for what runs in the background, and writes the last counts. */
  close(): Promise<void>
}

export interface GatesOptions {
  database: Database
  clock: Clock
  metrics: Metrics
  log: Log
  tracer: Tracer
}

// A handful of failures may be chance; as many in a row are not.
const OPENS_AFTER = 5
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 600_000
/** Longer than any question may take (provider-operations/run.ts): then another may try. */
const TRY_HELD_FOR_MS = 45_000
/** A resumed provider is told of at once; this is for who did not hear. */
const PAUSED_LOOK_MS = 60_000
const A_MINUTE_MS = 60_000
const KEPT_FOR_MS = 60 * A_MINUTE_MS
const WRITTEN_EVERY_MS = 5_000

/** Creates the gates of a process. */
export function providerGates(options: GatesOptions): ProviderGates {
  const { database, clock, log } = options
  const counts = callCounts(options)
  const turns = new Map<string, { key: TurnKey; ended: Promise<void> }>()
  const timer = setInterval(() => void counts.write().catch(() => undefined), WRITTEN_EVERY_MS).unref()

  async function ask(provider: Provider, operation: string, call: () => Promise<unknown>): Promise<unknown> {
    const { name } = provider.manifest
    const asked = { provider: name, operation }
    const now = clock.now()
    const [gate] = await readGates(database.kysely, [name], operation)
    const closed = closedBy(gate, undefined, now)
    if (closed !== undefined) return refused(operation, closed)
    const isTry = gate?.try_at != null
    // Of all that come when it may be tried again, one does.
    if (isTry && !(await claimTry(database.kysely, asked, now, later(now, TRY_HELD_FOR_MS))))
      return refused(operation, { is: 'closed', until: later(now, TRY_HELD_FOR_MS), why: 'breaker open' })
    const budget = budgetOf(provider, operation)
    const wait = budget && (await takeCall(database.kysely, name, budget, now))
    // The rest of a millisecond is another millisecond to wait.
    if (wait) return refused(operation, { is: 'closed', until: later(wait, 1), why: 'budget used' })
    const answer = await traced(options.tracer, asked, call)
    await note(options, asked, { answer, isTry, hadFailures: gate?.failures != null })
    counts.count(asked, failureIn(answer) !== undefined)
    return answer
  }

  return {
    guarded: (provider) => (provider.manifest.inProcess ? provider : guardedBy(provider, ask)),
    async readiness(providers, operation, db = database.kysely) {
      const now = clock.now()
      const remote = providers.filter(({ manifest }) => !manifest.inProcess)
      const names = remote.map(({ manifest }) => manifest.name)
      const gates = names.length === 0 ? [] : await readGates(db, names, operation)
      const gateOf = new Map(gates.map((gate) => [gate.provider, gate]))
      return new Map(
        providers.map((provider) => {
          const { name } = provider.manifest
          return [name, readinessOf(gateOf.get(name), budgetOf(provider, operation), now)]
        }),
      )
    },
    async inTurn(key, { begin, rest, over }) {
      const whole = wordOf(key)
      if (turns.has(whole)) return undefined
      const begun = begin()
      const failed = (error: unknown) => log.error({ err: error, turn: key.name }, 'what runs in the background failed')
      // Who began it hears of what fails before that.
      const ended = begun.then(
        (value) => rest(value).then(() => undefined, failed),
        () => undefined,
      )
      // Held from here on: beginning takes a statement.
      turns.set(whole, { key, ended })
      void ended.then(() => {
        turns.delete(whole)
        over()
      })
      return begun
    },
    isInTurn: (key) => turns.has(wordOf(key)),
    async settled(accountId) {
      const theirs = [...turns.values()].filter(({ key }) => accountId === undefined || key.accountId === accountId)
      await Promise.all(theirs.map(({ ended }) => ended))
    },
    flush: () => counts.write(),
    async close() {
      clearInterval(timer)
      await Promise.all([...turns.values()].map(({ ended }) => ended))
      await counts.write().catch(() => undefined)
    },
  }
}

function traced(tracer: Tracer, { provider, operation }: Asked, call: () => Promise<unknown>): Promise<unknown> {
  const spanned = { of: 'provider', name: operation, attributes: { 'ceralacca.provider': provider } } as const
  return tracer.span(spanned, async (note) => {
    const answer = await call()
    note({ 'ceralacca.answer': String(Object(answer).is), 'ceralacca.failed': failureIn(answer) === undefined ? 0 : 1 })
    return answer
  })
}

const wordOf = ({ name, accountId = '' }: TurnKey) => `${name} ${accountId}`

const later = (at: Date, ms: number) => new Date(at.getTime() + ms)

/** Groups of questions, and what their operation is called. */
type Group = keyof Asks | 'reads'

/** Every member of a provider's groups, asked through `ask`. */
function guardedBy(
  provider: Provider,
  ask: (provider: Provider, operation: string, call: () => Promise<unknown>) => Promise<unknown>,
): Provider {
  const through = <G extends object>(group: G, operationOf: (member: string) => string): G =>
    new Proxy(group, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) =>
          ask(provider, operationOf(String(name)), () => Reflect.apply(member, target, args))
      },
    })
  const asked = <G extends object>(group: G, name: Group) => through(group, (member) => `${name}.${member}`)
  const ended = <G extends object>(group: G) => through(group, () => OUTCOMES)
  const { outcomes, reads } = provider
  return {
    ...provider,
    // What a provider can do may change while it is there.
    get manifest() {
      return provider.manifest
    },
    get mailboxes() {
      return asked(provider.mailboxes, 'mailboxes')
    },
    get certifiedDomains() {
      return asked(provider.certifiedDomains, 'certifiedDomains')
    },
    get registryRequests() {
      return asked(provider.registryRequests, 'registryRequests')
    },
    ...(reads && { reads: asked(reads, 'reads') }),
    ...(outcomes && {
      outcomes: {
        mailboxes: ended(outcomes.mailboxes),
        certifiedDomains: ended(outcomes.certifiedDomains),
        registryRequests: ended(outcomes.registryRequests),
      },
    }),
  }
}

/** What changes nothing and can be asked later: how far things are, and what there is. */
const isProgress = (operation: string) => /\.status$|^reads\./.test(operation)
/** What changes nothing and somebody waits for. */
const isRead = (operation: string) => /\.(checkAddress|activationForm|preservationForm)$/.test(operation)

/** The answer in place of a question that may not be asked. */
function refused(operation: string, { why, until }: Readiness & { is: 'closed' }): Answer<never> {
  if (isProgress(operation) || operation === OUTCOMES) return { is: 'pending', askAgainAt: until }
  return isRead(operation) ? { is: 'down', cause: why } : { is: 'not done', cause: why }
}

function closedBy(
  gate: Gate | undefined,
  budget: Budget | undefined,
  now: Date,
): (Readiness & { is: 'closed' }) | undefined {
  if (gate?.paused === true) return { is: 'closed', until: later(now, PAUSED_LOOK_MS), why: 'paused' }
  if (gate?.try_at != null && gate.try_at > now) return { is: 'closed', until: gate.try_at, why: 'breaker open' }
  if (budget !== undefined && roomIn(budget, gate?.next_at, now) === 0)
    return { is: 'closed', until: later(gate?.next_at ?? now, 1), why: 'budget used' }
  return undefined
}

function readinessOf(gate: Gate | undefined, budget: Budget | undefined, now: Date): Readiness {
  const closed = closedBy(gate, budget, now)
  if (closed !== undefined) return closed
  if (gate?.try_at != null) return { is: 'ready', room: 1 }
  return { is: 'ready', room: budget === undefined ? Infinity : roomIn(budget, gate?.next_at, now) }
}

/** How many calls are within the budget now, as `takeCall` would give them. */
function roomIn({ everyMs, atOnce }: Budget, next: Date | null | undefined, now: Date): number {
  if (next == null) return atOnce
  const freeMs = now.getTime() - next.getTime()
  if (freeMs < 0) return next > staleAfter(everyMs, now) ? 1 : 0
  return Math.min(Math.floor(freeMs / everyMs) + 1, atOnce)
}

/**
 * The budget of questions about progress; undefined for all others. A second's calls may come at once, so the rest is
 * spread a little further: no minute has more than it may.
 */
function budgetOf({ callsPerMinute }: Provider, operation: string): Budget | undefined {
  if (callsPerMinute === undefined || !isProgress(operation)) return undefined
  const atOnce = Math.max(1, Math.floor(callsPerMinute / 60))
  return { atOnce, everyMs: A_MINUTE_MS / (callsPerMinute - atOnce + 1) }
}

/** Why an answer says that the provider does not serve us, and whether once is enough to know. */
function failureIn(answer: unknown): { cause: string; isCertain: boolean } | undefined {
  const { is, cause = '', about } = Object(answer)
  if (is === 'down' && about !== 'this order') return { cause: String(cause).slice(0, 200), isCertain: false }
  if (is !== 'not done' || about === undefined) return undefined
  return { cause: String(cause).slice(0, 200), isCertain: about === 'every order' }
}

async function note(
  { database, clock, metrics, log }: GatesOptions,
  asked: Asked,
  { answer, isTry, hadFailures }: { answer: unknown; isTry: boolean; hadFailures: boolean },
): Promise<void> {
  const failure = failureIn(answer)
  // A provider that always answers costs no statement here.
  if (failure === undefined && !hadFailures) return
  const now = clock.now()
  const changed = await inTransaction(database.kysely, ({ db }) =>
    failure === undefined
      ? noteSuccess(db, asked, now)
      : noteFailure(db, { ...asked, ...failure, isTry, opensAfter: failure.isCertain ? 1 : OPENS_AFTER, pauseMs }, now),
  )
  if (!changed) return
  metrics.breakerChanges.inc({ ...asked, to: failure === undefined ? 'closed' : 'open' })
  if (failure === undefined) log.info(asked, 'a provider answers again: its breaker is closed')
  else log.error({ ...asked, cause: failure.cause }, 'a provider fails: its breaker is open')
}

const pauseMs = (tries: number) => Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)

/** Counts by minute, written every few seconds. */
function callCounts({ database, clock, metrics }: GatesOptions) {
  let counted = new Map<string, Counted>()
  return {
    count(asked: Asked, isFailure: boolean): void {
      metrics.providerCalls.inc({ ...asked, outcome: isFailure ? 'failed' : 'answered' })
      const minute = new Date(Math.floor(clock.now().getTime() / A_MINUTE_MS) * A_MINUTE_MS)
      const key = `${asked.provider} ${asked.operation} ${minute.getTime()}`
      const before = counted.get(key) ?? { ...asked, minute, calls: 0, failures: 0 }
      const { calls, failures } = before
      counted.set(key, { ...before, calls: calls + 1, failures: failures + (isFailure ? 1 : 0) })
    },
    async write(): Promise<void> {
      if (counted.size === 0) return
      const written = [...counted.values()]
      counted = new Map()
      await addCalls(database.kysely, written, later(clock.now(), -KEPT_FOR_MS))
    },
  }
}
