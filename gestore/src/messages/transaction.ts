// What every message of one transaction says: who sent what to whom, and in whose name we say so.
import type { KeyObject } from 'node:crypto'

/** A gestore as it appears in its messages. */
export interface Gestore {
  /** `gestore-emittente`. */
  name: string
  /** Its own domain: messages come from `posta-certificata@<domain>`. */
  domain: string
  signer: Signer
}

/** What a gestore signs with: a certificate and its authority's, both DER, and the certificate's key. */
export interface Signer {
  certificate: Uint8Array
  authority: Uint8Array
  key: KeyObject
}

/** `certificato`: at a gestore; `esterno`: ordinary mail. */
export type RecipientType = 'certificato' | 'esterno'

export interface Recipient {
  address: string
  type: RecipientType
}

/** What a sender asks for in `X-TipoRicevuta`; `completa` without it. */
export type ReceiptType = 'completa' | 'breve' | 'sintetica'

/** `errore` of certification data, where there is one (RFC 6109, 4.4). */
export type DeliveryFault = 'no-dest' | 'no-dominio' | 'virus' | 'altro'

/** What is known of a submitted message from its acceptance on. */
export interface Transaction {
  /** `identificativo`, without angle brackets: the envelope's Message-ID. */
  identifier: string
  /** `mittente`: the account that submitted it. */
  sender: string
  recipients: readonly Recipient[]
  /** `risposte`: Reply-To, or nothing. */
  replyTo: string
  /** `oggetto`, decoded. */
  subject: string
  /** The client's Message-ID with its angle brackets, where it wrote one. */
  messageId?: string
  receiptType: ReceiptType
}
