// What every message of one transaction says: who sent what to whom, and in whose name we say so.
import type { CertifiedRecipient, ReceiptType } from '../../../server/src/messages/certification-data.ts'
import type { Signer } from './authority.ts'

/** A gestore as it appears in its messages. */
export interface Gestore {
  /** `gestore-emittente`. */
  name: string
  /** Its own domain: messages come from `posta-certificata@<domain>`. */
  domain: string
  signer: Signer
}

/** What is known of a submitted message from its acceptance on. */
export interface Transaction {
  /** `identificativo`, without angle brackets: the envelope's Message-ID. */
  identifier: string
  /** `mittente`: the account that submitted it. */
  sender: string
  recipients: readonly CertifiedRecipient[]
  /** `risposte`: Reply-To, or nothing. */
  replyTo: string
  /** `oggetto`, decoded. */
  subject: string
  /** The client's Message-ID with its angle brackets, where it wrote one. */
  messageId?: string
  receiptType: ReceiptType
}

/** Who a gestore's messages are from: `posta-certificata` at its own domain. */
export function serviceAddress({ domain }: Pick<Gestore, 'domain'>): string {
  return `posta-certificata@${domain}`
}
