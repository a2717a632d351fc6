// The client of one connector: learns what it offers, asks, and tells the operator of everything that is no answer.
import { setTimeout } from 'node:timers/promises'
import type { Answer, Ask } from '../port/answer.ts'
import type { Capability, ProviderHealth } from '../port/capabilities.ts'
import { isCapability } from './manifest.ts'
import { largestAnswerBytes, largestFormBytes, protocolVersion } from './protocol.ts'
import type { Value } from './protocol.ts'
import type { Understood } from './read-answer.ts'
import { signedExchange } from './signed-exchange.ts'
import type { ConnectorAddress, Heard, Silence } from './signed-exchange.ts'
import { later, reasonsIn } from './translate.ts'

/** What an operator has to see to: why, about which operation, and where in its answer. */
export interface Trouble {
  provider: string
  why: Silence | 'answer not understood' | 'another version of the protocol' | 'not done there'
  operation: string
  where?: string
}

export interface ConnectorOptions extends ConnectorAddress {
  name: string
  onTrouble(trouble: Trouble): void
}

/** What goes with a question: what the answer has to name, where it names anything. */
export type About = Pick<Ask, 'now'> & Partial<Pick<Ask, 'reference' | 'newsUrl'>>

export interface ConnectorClient {
  /** What it offers; undefined until it has said so. */
  offered(): ReadonlySet<Capability> | undefined
  /** Asks for something, unless it is known that the connector does not offer it. */
  ask<C extends Capability, V>(name: C, about: About, members: object, read: Read<C, V>): Promise<Answer<V>>
  /** Asks what became of it. */
  outcome<C extends Capability, V>(name: C, about: Ask, members: object, read: Read<C, V>): Promise<Answer<V>>
  /** Asks it what it offers, and how it is. */
  health(): Promise<ProviderHealth>
  /** Learns what it offers, unless that takes too long. */
  prepare(): Promise<void>
  realNow(): Date
}

/** A value as the port has it; undefined for one that says nothing. */
export type Read<C extends Capability, V> = (value: Value<C>) => V | undefined

type Manifest = { offered: ReadonlySet<Capability>; readAt: Date; credit?: string }
type Learnt = { is: 'known'; manifest: Manifest } | { is: 'unknown'; why: Trouble['why'] }

/** Short beside the deadline of a question, which is asked afterwards. */
const LEARNT_WITHIN_MS = 4_000
const LEARNT_AGAIN_AFTER_MS = 10 * 60_000

/** Creates the client. Its calls never reject. */
export function connectorClient(options: ConnectorOptions): ConnectorClient {
  const { name, onTrouble, realNow } = options
  let manifest: Manifest | undefined
  let learning: Promise<Learnt> | undefined

  const report = (operation: string, why: Trouble['why'], where?: string) =>
    onTrouble({ provider: name, why, operation, ...(where !== undefined && { where }) })

  function learn(): Promise<Learnt> {
    learning ??= askManifest().then((learnt) => {
      learning = undefined
      if (learnt.is === 'known') ({ manifest } = learnt)
      else report('manifest', learnt.why)
      // What it speaks now is not what it spoke.
      if (learnt.is === 'unknown' && learnt.why === 'another version of the protocol') manifest = undefined
      return learnt
    })
    return learning
  }

  async function askManifest(): Promise<Learnt> {
    const operation = 'manifest'
    const body = { protocol: protocolVersion, operation, now: realNow().toISOString() }
    const heard = await signedExchange(options, { operation, body, maxBytes: largestAnswerBytes })
    if (heard.is === 'silent') return { is: 'unknown', why: heard.why }
    const { readManifest } = await import('./read-answer.ts')
    const said = readManifest(heard.body)
    if ('is' in said) return { is: 'unknown', why: 'answer not understood' }
    if (said.protocol !== protocolVersion) return { is: 'unknown', why: 'another version of the protocol' }
    const { capabilities, credit } = said
    const offered = new Set(capabilities.filter(isCapability))
    return { is: 'known', manifest: { offered, readAt: realNow(), ...(credit !== undefined && { credit }) } }
  }

  /** What it offers, asked for the first time or kept; undefined when it does not say. */
  async function offer(): Promise<ReadonlySet<Capability> | undefined> {
    if (manifest === undefined) await withinMs(LEARNT_WITHIN_MS, learn())
    else if (realNow().getTime() - manifest.readAt.getTime() > LEARNT_AGAIN_AFTER_MS) void learn()
    return manifest?.offered
  }

  async function understood<C extends Capability>(
    operation: C,
    how: 'ask' | 'outcome',
    heard: Heard,
  ): Promise<Understood<Value<C>> | { is: 'silent'; why: Trouble['why'] }> {
    if (heard.is === 'silent') {
      report(operation, heard.why, heard.status === undefined ? undefined : `status ${heard.status}`)
      return heard
    }
    const { readAnswer } = await import('./read-answer.ts')
    const said = readAnswer(operation, how, heard.body)
    if (said.is !== 'not understood') return said
    report(operation, 'answer not understood', said.where)
    return { is: 'silent', why: 'answer not understood' }
  }

  async function answer<C extends Capability, V>(
    operation: C,
    how: 'ask' | 'outcome',
    { now }: About,
    heard: Heard,
    read: Read<C, V>,
  ): Promise<Answer<V>> {
    const said = await understood(operation, how, heard)
    if (said.is === 'pending') return { is: 'pending', askAgainAt: later(now, said.ask_again_after_seconds) }
    if (said.is === 'refused') return { is: 'refused', reasons: reasonsIn(said.reasons) }
    if (said.is === 'not-done') report(operation, 'not done there')
    if (said.is === 'not-done') return { is: 'not done', cause: reasonsIn([said.cause]).join() }
    if (said.is === 'silent') {
      const isUnsent = how === 'ask' && said.why === 'not connected'
      return isUnsent ? { is: 'not done', cause: said.why, about: 'the connection' } : { is: 'down', cause: said.why }
    }
    const value = read(said.value)
    if (value !== undefined) return { is: 'done', value }
    report(operation, 'answer not understood', '/value')
    return { is: 'down', cause: 'answer not understood' }
  }

  return {
    realNow,
    offered: () => manifest?.offered,
    async ask(operation, about, members, read) {
      const offered = await offer()
      if (offered === undefined)
        return { is: 'not done', cause: 'what it offers is not known', about: 'the connection' }
      if (!offered.has(operation)) return { is: 'not done', cause: 'not offered' }
      const { now, reference, newsUrl } = about
      const body = {
        protocol: protocolVersion,
        operation,
        ...(reference !== undefined && { reference }),
        now: now.toISOString(),
        ...(newsUrl !== undefined && { news_url: newsUrl }),
        ...members,
      }
      const maxBytes = mayCarryForm.has(operation) ? largestFormBytes : largestAnswerBytes
      const question = { operation, body, maxBytes, ...(reference !== undefined && { reference }) }
      return answer(operation, 'ask', about, await signedExchange(options, question), read)
    },
    async outcome(of, about, asked, read) {
      const { now, reference } = about
      const operation = 'outcome'
      const body = { protocol: protocolVersion, operation, reference, now: now.toISOString(), of, asked }
      const question = { operation, body, reference, maxBytes: largestAnswerBytes }
      return answer(of, 'outcome', about, await signedExchange(options, question), read)
    },
    async health() {
      const learnt = await learn()
      if (learnt.is === 'known') {
        const { credit } = learnt.manifest
        return { reachable: true, credentials: 'accepted', ...(credit !== undefined && { credit }) }
      }
      return healthWithout(learnt.why)
    },
    async prepare() {
      await withinMs(LEARNT_WITHIN_MS, learn())
    },
  }
}

const mayCarryForm: ReadonlySet<Capability> = new Set([
  'mailboxes.activationForm',
  'mailboxes.preservationForm',
  'registryRequests.status',
])

function healthWithout(why: Trouble['why']): ProviderHealth {
  if (why === 'not connected' || why === 'no answer') return { reachable: false, credentials: 'unknown' }
  if (why === 'another version of the protocol') return { reachable: true, credentials: 'accepted', problem: why }
  const isRefused = why === 'credentials refused' || why === 'answer signed by another secret'
  return { reachable: true, credentials: isRefused ? 'refused' : 'unknown', problem: why }
}

/** Waits for a promise, but not longer. */
async function withinMs(ms: number, promise: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  const late = setTimeout(ms, undefined, { signal: over.signal, ref: false }).catch(() => undefined)
  await Promise.race([promise, late])
  over.abort()
}
