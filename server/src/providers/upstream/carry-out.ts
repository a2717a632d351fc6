// How anything is asked of a server of the contract that may lose its answer: asked once, and what became of it is found
// out by reading.
import type { Answer, Ask } from '../port/answer.ts'
import { asAnswer } from './client.ts'
import type { UpstreamCall, UpstreamClient } from './client.ts'

/** What reading shows: the effect, no effect, or nothing that can be understood. */
export type Seen<V> = { is: 'there'; value: V } | { is: 'absent' } | { is: 'unknown'; cause: string }

/** Something to be asked for. */
export interface Errand<V> {
  call(): Promise<UpstreamCall>
  /** The value of an answer that shows the effect; undefined for one that does not. */
  effect(data: unknown): V | undefined
  /** Whether the effect is there, by reading. */
  look(): Promise<Seen<V>>
  /** Settles it without asking, where what is there already decides. */
  before?(): Promise<Answer<V> | undefined>
}

// A call that was not done by then is not on its way any more: every call is given up long before.
const SETTLED_AFTER_MS = 5 * 60_000
const SOONEST_MS = 5_000
const LATEST_MS = 60_000

/** Whether something is asked for, or what became of it. */
export type How = 'ask' | 'outcome'

/** Carries errands out, or finds out what became of them. */
export function carrier(client: UpstreamClient, how: How) {
  return <V>(errand: Errand<V>, ask: Ask): Promise<Answer<V>> =>
    how === 'ask' ? carryOut(client, errand, ask) : findOutcome(errand, ask)
}

/** Asks. A refusal is believed once reading shows that there is no effect: it may be the answer to a second copy. */
async function carryOut<V>(client: UpstreamClient, errand: Errand<V>, ask: Ask): Promise<Answer<V>> {
  const settled = await errand.before?.()
  if (settled !== undefined) return settled
  const reply = await client.call({ ...(await errand.call()), reference: ask.reference })
  if (reply.is === 'answered') {
    const value = errand.effect(reply.data)
    if (value !== undefined) return { is: 'done', value }
    const cause = 'an answer without the effect'
    client.report('no usable answer', cause)
    return { is: 'down', cause }
  }
  if (reply.is !== 'refused') return asAnswer(reply)
  const seen = await errand.look()
  if (seen.is === 'there') return { is: 'done', value: seen.value }
  return seen.is === 'absent' ? asAnswer(reply) : { is: 'down', cause: seen.cause }
}

/** What became of it. That it was not done is said only when it cannot be on its way any more. */
async function findOutcome<V>(errand: Errand<V>, { reference, now }: Ask): Promise<Answer<V>> {
  const seen = await errand.look()
  if (seen.is === 'there') return { is: 'done', value: seen.value }
  if (seen.is === 'unknown') return { is: 'down', cause: seen.cause }
  const ageMs = now.getTime() - askedAt(reference).getTime()
  if (ageMs >= SETTLED_AFTER_MS) return { is: 'refused', reasons: ['it was not done there'] }
  const pauseMs = Math.min(Math.max(ageMs, SOONEST_MS), LATEST_MS)
  return { is: 'pending', askAgainAt: new Date(now.getTime() + pauseMs) }
}

/** Our references begin with their second (contract 1.4). */
const askedAt = (reference: string) => new Date(Number.parseInt(reference.slice(0, 8), 16) * 1_000)
