// What every question to a provider has in common. The port never throws for an expected failure.

/** An answer is a value: done, come back later, a no with reasons people can act on, or no answer at all. */
export type Answer<T> =
  | { is: 'done'; value: T }
  | { is: 'pending'; askAgainAt: Date }
  | { is: 'refused'; reasons: string[] }
  | { is: 'down'; cause: string }

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
