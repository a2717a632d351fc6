// Every message a gestore makes (RFC 6109, 3): what each is made of. All are functions to a whole signed message, CRLF.
import type { DeliveryFault, Gestore, ReceiptType, Transaction } from './transaction.ts'

/** What every message has. `at` is the product's time; `identifier` its own Message-ID, without angle brackets. */
export interface MessageInput {
  gestore: Gestore
  transaction: Transaction
  at: Date
  identifier: string
}

/** `ACCETTAZIONE`, to the sender. */
export type BuildAcceptance = (input: MessageInput) => Promise<Uint8Array>

/** Why a submitted message is not accepted, and the words of the notice (RFC 6109, 3.1.1). */
export interface FormalRefusal {
  check: FormalCheck
  italian: string
  english: string
}

export type FormalCheck =
  | 'unreadable'
  | 'no From'
  | 'From differs from sender'
  | 'no To'
  | 'recipient not in To or Cc'
  | 'Bcc present'
  | 'too many recipients'
  | 'too large'

/** `AVVISO DI NON ACCETTAZIONE`, to the sender. */
export type BuildNonAcceptance = (input: MessageInput & { refusal: FormalRefusal }) => Promise<Uint8Array>

/** `AVVISO DI NON ACCETTAZIONE PER VIRUS`, to the sender; `virus` is its name. */
export type BuildNonAcceptanceForVirus = (input: MessageInput & { virus: string }) => Promise<Uint8Array>

/** `POSTA CERTIFICATA`, to the recipients. Its identifier is the transaction's; `original` is the message as submitted. */
export type BuildTransportEnvelope = (
  input: Omit<MessageInput, 'identifier'> & { original: Uint8Array },
) => Promise<Uint8Array>

/** `ANOMALIA MESSAGGIO`, to `recipients` of ours; `arrived` is the message as it came, of whatever kind. */
export type BuildAnomalyEnvelope = (
  input: Omit<MessageInput, 'transaction'> & {
    sender: string
    recipients: readonly string[]
    arrived: Uint8Array
    fault: AnomalyFault
  },
) => Promise<Uint8Array>

/** What is wrong with what arrived (RFC 6109, 3.2.1). */
export type AnomalyFault =
  | 'ordinary mail'
  | 'no signature'
  | 'signature wrong'
  | 'certificate not in the index'
  | 'certificate not valid'
  | 'domain of another gestore'
  | 'not well formed'

/** `PRESA IN CARICO`, to the service mailbox `to` of the sending gestore, for those `recipients` that are ours. */
export type BuildTakingInCharge = (
  input: MessageInput & { to: string; recipients: readonly string[] },
) => Promise<Uint8Array>

/** `CONSEGNA`, to the sender, of one recipient; `original` is the message as submitted. */
export type BuildDelivery = (
  kind: ReceiptType,
  input: MessageInput & { recipient: string; original: Uint8Array },
) => Promise<Uint8Array>

/** `AVVISO DI MANCATA CONSEGNA` (`PER VIRUS`), to the sender; `detail` is `errore-esteso`, such as `5.1.1 - …`. */
export type BuildDeliveryError = (
  input: MessageInput & { recipient: string; fault: DeliveryFault; detail: string },
) => Promise<Uint8Array>

/** `AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO`, to the sender: after 12 and after 24 hours. */
export type BuildNotice = (input: MessageInput & { recipient: string }) => Promise<Uint8Array>

/** `PROBLEMA DI SICUREZZA`, to the service mailbox `to` of the sending gestore; `virus` is its name. */
export type BuildVirusNotice = (
  input: MessageInput & { to: string; recipient: string; virus: string },
) => Promise<Uint8Array>
