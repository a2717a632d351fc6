// What every question to a provider has in common. The port never throws for an expected failure.
import type { DecisionReason } from '../../model/decision-reasons.ts'

/**
 * An answer is a value: done, come back later, a no with reasons people can act on, not done for a reason that is not the
 * customer's (our credit there, our token, a connection never made), or no answer at all. `about` says what else that reason
 * stands in the way of, for breakers; without it, nothing. Silence is the provider's unless it is about one order alone.
 */
export type Answer<T> =
  | { is: 'done'; value: T }
  | { is: 'pending'; askAgainAt: Date }
  | { is: 'refused'; reasons: string[]; refusal?: ContractRefusal }
  | { is: 'not done'; cause: string; about?: 'every order' | 'the connection' }
  | { is: 'down'; cause: string; about?: 'this order' }

/** A refusal in the numbers of the published contract, from a provider that speaks it. */
export interface ContractRefusal {
  number: number
  text: string
}

/** Documents came back: why in free words, and by the codes of the fixed list where somebody gave them. */
export interface SentBack {
  is: 'sent back'
  reasons: string[]
  codes?: readonly DecisionReason[]
}

/** There will be none: why, in the same two ways. */
export interface CalledOff {
  is: 'called off'
  reason: string
  codes?: readonly DecisionReason[]
}

/** Nothing more to say than that it was done. */
export type Done = Readonly<Record<never, never>>

/** What goes with everything that is asked. */
export interface Ask {
  /** Our reference of what is asked: asking twice with the same one is harmless. */
  reference: string
  /** The product's time. */
  now: Date
  /** Where the provider may send its news; absent where it cannot reach this server. */
  newsUrl?: string
  /** Whether a resource of ours has that reference at the provider already. */
  isKept?(providerRef: string): Promise<boolean>
}

/** A document that goes to the provider; its bytes are read only by who needs them. */
export interface DocumentHandle {
  name: string
  sizeBytes: number
  /** Of the document, in hexadecimal digits. */
  sha256: string
  read(): Promise<Uint8Array>
}

/** A form the provider wants signed instead of ours; given out byte for byte. */
export interface ProviderForm {
  bytes: Uint8Array
  contentType: 'application/pdf'
}

/** The answer for a capability a provider does not have. */
export const notOffered: Promise<Answer<never>> = Promise.resolve({ is: 'down', cause: 'not offered' })
