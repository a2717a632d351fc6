// Every message a gestore makes (RFC 6109, 3): each function returns a whole signed message, its lines ending in CRLF.
import type {
  CertificationData,
  CertifiedFault,
  CertifiedKind,
  ReceiptType,
} from '../../../server/src/messages/certification-data.ts'
import { addressesOf, textOf, valueOf, valuesOf } from '../../../server/src/messages/header-fields.ts'
import type { HeaderField } from '../../../server/src/messages/header-fields.ts'
import { readStructure } from '../../../server/src/messages/mime-structure.ts'
import { withWholeLines } from '../../../server/src/messages/whole-lines.ts'
import { italianMomentAt } from '../../../server/src/model/italian-date.ts'
import { compose } from './compose.ts'
import type { Composed } from './compose.ts'
import type { FormalRefusal } from './formal-checks.ts'
import { messageIdIn } from './identifiers.ts'
import { namedAddress, syntaxField, textField } from './header-text.ts'
import { prepareOriginal, withHashes } from './original.ts'
import { texts } from './texts.ts'
import type { Facts } from './texts.ts'
import { serviceAddress } from './transaction.ts'
import type { Gestore, Transaction } from './transaction.ts'

/** What every message has. `at` is the product's time; `identifier` its own Message-ID, without angle brackets. */
export interface MessageInput {
  gestore: Gestore
  transaction: Transaction
  at: Date
  identifier: string
}

/** `ACCETTAZIONE`, to the sender. */
export function buildAcceptance(input: MessageInput): Promise<Uint8Array> {
  return receipt(input, {
    kind: 'accettazione',
    prefix: 'ACCETTAZIONE',
    rem: 'SubmissionAcceptance',
    // In the wild an acceptance says nothing of replies.
    data: { replyTo: '' },
    texts: texts.acceptance(factsOf(input)),
  })
}

/** `AVVISO DI NON ACCETTAZIONE`, to the sender. */
export function buildNonAcceptance(input: MessageInput & { refusal: FormalRefusal }): Promise<Uint8Array> {
  return receipt(input, {
    kind: 'non-accettazione',
    prefix: 'AVVISO DI NON ACCETTAZIONE',
    rem: 'SubmissionRejection',
    data: { fault: 'altro', detail: input.refusal.italian },
    texts: texts.nonAcceptance(factsOf(input), input.refusal),
  })
}

/** `AVVISO DI NON ACCETTAZIONE PER VIRUS`, to the sender; `virus` is its name. */
export function buildNonAcceptanceForVirus(input: MessageInput & { virus: string }): Promise<Uint8Array> {
  return receipt(input, {
    kind: 'non-accettazione',
    prefix: 'AVVISO DI NON ACCETTAZIONE PER VIRUS',
    rem: 'SubmissionRejection',
    fields: [virusFound],
    data: { fault: 'virus', detail: input.virus },
    texts: texts.nonAcceptanceForVirus(factsOf(input), input.virus),
  })
}

/**
 * `POSTA CERTIFICATA`, to the recipients: `original` is the message as submitted, `at` when it was accepted. Its
 * identifier is the transaction's.
 */
export function buildTransportEnvelope(
  input: Omit<MessageInput, 'identifier'> & { original: Uint8Array },
): Promise<Uint8Array> {
  const { gestore, transaction, at, original } = input
  const { identifier, sender, messageId } = transaction
  const { fields } = readStructure(original).root
  const header = [
    syntaxField('X-Trasporto', 'posta-certificata'),
    syntaxField('X-TipoRicevuta', transaction.receiptType),
    ...inherited(fields),
    ...(valueOf(fields, 'Reply-To') === undefined ? [syntaxField('Reply-To', sender)] : []),
    syntaxField('Date', italianMomentAt(at).header),
    subjectField('POSTA CERTIFICATA', transaction.subject),
    syntaxField('From', namedAddress(`Per conto di: ${sender}`, serviceAddress(gestore))),
    ...identifierFields(identifier, messageId),
  ]
  return finish(input, identifier, {
    header,
    texts: texts.transportEnvelope(factsOf(input)),
    data: { ...dataOf(input, 'posta-certificata'), receiptType: transaction.receiptType },
    attached: prepareOriginal(original, identifier, messageId),
  })
}

/** What is wrong with what arrived, and the words for it (RFC 6109, 3.2.1). */
export const anomalies = {
  'ordinary mail': {
    italian: 'il messaggio non è di posta certificata',
    english: 'the message is no certified mail',
  },
  'signature wrong': {
    italian: 'la firma della busta non è valida',
    english: 'the signature of the envelope is wrong',
  },
  'certificate not in the index': {
    italian: "il certificato di firma non è nell'indice dei gestori",
    english: 'the certificate of the signature is not in the index of providers',
  },
  'certificate not valid': {
    italian: 'il certificato di firma non era valido',
    english: 'the certificate of the signature was not valid',
  },
  'domain of another gestore': {
    italian: 'il dominio del mittente non è del gestore che ha firmato',
    english: "the sender's domain is not one of the provider that signed",
  },
  'not well formed': {
    italian: 'la busta non è conforme alle regole tecniche',
    english: 'the envelope is not as the technical rules say',
  },
} as const
export type AnomalyFault = keyof typeof anomalies

/** `ANOMALIA MESSAGGIO`, to `recipients` of ours; `arrived` is the message as it came, `sender` who sent it. */
export function buildAnomalyEnvelope(
  input: Omit<MessageInput, 'transaction'> & {
    sender: string
    recipients: readonly string[]
    arrived: Uint8Array
    fault: AnomalyFault
  },
): Promise<Uint8Array> {
  const { gestore, at, sender, arrived, fault } = input
  const { fields } = readStructure(arrived).root
  const subject = textOf(valueOf(fields, 'Subject') ?? '')
  const recipients = input.recipients.map((address) => ({ address, type: 'esterno' as const }))
  const { day, time, zone, header: date } = italianMomentAt(at)
  const header = [
    syntaxField('X-Trasporto', 'errore'),
    ...inherited(fields),
    ...(valueOf(fields, 'Reply-To') === undefined ? [syntaxField('Reply-To', sender)] : []),
    syntaxField('Date', date),
    subjectField('ANOMALIA MESSAGGIO', subject),
    syntaxField('From', namedAddress(`Per conto di: ${sender}`, serviceAddress(gestore))),
    // Its own, so that answers are joined to what their sender wrote.
    syntaxField('Message-ID', messageIdIn(fields) ?? `<${input.identifier}>`),
  ]
  return finish(input, input.identifier, {
    header,
    texts: texts.anomalyEnvelope(
      { day, time, zone, subject, sender, recipients, identifier: input.identifier },
      anomalies[fault],
    ),
    attached: withWholeLines(arrived),
  })
}

/** `PRESA IN CARICO`, to the service mailbox `to` of the sending gestore, for those `recipients` that are ours. */
export function buildTakingInCharge(
  input: MessageInput & { to: string; recipients: readonly string[] },
): Promise<Uint8Array> {
  return receipt(input, {
    kind: 'presa-in-carico',
    prefix: 'PRESA IN CARICO',
    rem: 'RelayAcceptance',
    to: input.to,
    data: { received: [...input.recipients] },
    texts: texts.takingInCharge(factsOf(input), input.recipients),
  })
}

/**
 * `CONSEGNA`, to the sender, of one recipient; `original` is the message as submitted. Of recipients in copy nothing is
 * attached, whatever was asked for (RFC 6109, 3.3.2.1).
 */
export function buildDelivery(
  kind: ReceiptType,
  input: MessageInput & { recipient: string; original: Uint8Array },
): Promise<Uint8Array> {
  const { transaction, original, recipient } = input
  const isAttached = kind !== 'sintetica' && !isInCopy(original, recipient)
  const whole = isAttached ? prepareOriginal(original, transaction.identifier, transaction.messageId) : undefined
  const attached = whole && kind === 'breve' ? withHashes(whole) : whole
  return receipt(input, {
    kind: 'avvenuta-consegna',
    prefix: 'CONSEGNA',
    rem: 'ContentConsignment',
    fields: [syntaxField('X-TipoRicevuta', kind)],
    data: { receiptType: kind, delivered: recipient },
    texts: texts.delivery(factsOf(input), recipient, isAttached),
    ...(attached === undefined ? {} : { attached }),
  })
}

/** What a delivery can fail of, and the words for it. */
export const deliveryFaults = {
  'no-dest': { italian: 'indirizzo non valido', english: 'the address does not exist' },
  'no-dominio': { italian: 'dominio non valido', english: 'the domain does not exist' },
  virus: { italian: 'presenza di virus informatici', english: 'it contains a virus' },
  altro: { italian: 'errore nella consegna', english: 'it could not be delivered' },
} as const
export type DeliveryFault = keyof typeof deliveryFaults

/** `AVVISO DI MANCATA CONSEGNA` (`PER VIRUS`), to the sender; `detail` is `errore-esteso`, such as `5.1.1 - …`. */
export function buildDeliveryError(
  input: MessageInput & { recipient: string; fault: DeliveryFault; detail: string },
): Promise<Uint8Array> {
  const { recipient, fault, detail } = input
  const words = deliveryFaults[fault]
  const why = { italian: `${words.italian} (${detail})`, english: `${words.english} (${detail})` }
  return receipt(input, {
    kind: 'errore-consegna',
    prefix: fault === 'virus' ? 'AVVISO DI MANCATA CONSEGNA PER VIRUS' : 'AVVISO DI MANCATA CONSEGNA',
    rem: 'ContentConsignmentFailure',
    fields: fault === 'virus' ? [virusFound] : [],
    data: { fault, delivered: recipient, detail },
    texts: texts.deliveryError(factsOf(input), recipient, why),
  })
}

/** `AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO`, to the sender, 12 hours after sending. */
export function buildFirstNotice(input: MessageInput & { recipient: string }): Promise<Uint8Array> {
  return notice(input, { detail: 'nessuna conferma di consegna in 12 ore', words: texts.firstNotice })
}

/** The same 24 hours after sending: the message counts as not delivered. */
export function buildSecondNotice(input: MessageInput & { recipient: string }): Promise<Uint8Array> {
  return notice(input, { detail: 'nessuna conferma di consegna in 24 ore', words: texts.secondNotice })
}

function notice(
  input: MessageInput & { recipient: string },
  { detail, words }: { detail: string; words: typeof texts.firstNotice },
): Promise<Uint8Array> {
  return receipt(input, {
    kind: 'preavviso-errore-consegna',
    prefix: 'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO',
    data: { fault: 'altro', delivered: input.recipient, detail },
    texts: words(factsOf(input), input.recipient),
  })
}

/** `PROBLEMA DI SICUREZZA`, to the service mailbox `to` of the sending gestore; `virus` is its name. */
export function buildVirusNotice(
  input: MessageInput & { to: string; recipient: string; virus: string },
): Promise<Uint8Array> {
  const { transaction, recipient, virus } = input
  return receipt(input, {
    kind: 'rilevazione-virus',
    prefix: 'PROBLEMA DI SICUREZZA',
    to: input.to,
    fields: [syntaxField('X-Mittente', transaction.sender)],
    data: { fault: 'virus', delivered: recipient, detail: virus },
    texts: texts.virusNotice(factsOf(input), recipient, virus),
  })
}

interface Receipt {
  kind: CertifiedKind
  prefix: string
  /** Of the standards for registered electronic mail (ETSI EN 319 532-3). */
  rem?: string
  to?: string
  fields?: readonly string[]
  data?: Partial<CertificationData> & { fault?: CertifiedFault }
  texts: Composed['texts']
  attached?: Uint8Array
}

const virusFound = syntaxField('X-VerificaSicurezza', 'errore')

function receipt(input: MessageInput, { kind, prefix, rem, to, fields, data, ...rest }: Receipt): Promise<Uint8Array> {
  const { gestore, transaction, at, identifier } = input
  const header = [
    syntaxField('X-Ricevuta', kind),
    ...(fields ?? []),
    syntaxField('Date', italianMomentAt(at).header),
    subjectField(prefix, transaction.subject),
    syntaxField('From', serviceAddress(gestore)),
    syntaxField('To', to ?? transaction.sender),
    ...identifierFields(identifier, transaction.messageId),
    ...(rem === undefined ? [] : [syntaxField('X-REM-Subject', rem)]),
  ]
  return finish(input, identifier, { header, data: { ...dataOf(input, kind), ...data }, ...rest })
}

function finish(
  { gestore, at }: Pick<MessageInput, 'gestore' | 'at'>,
  identifier: string,
  { header, ...rest }: Pick<Composed, 'texts' | 'data' | 'attached'> & { header: readonly string[] },
): Promise<Uint8Array> {
  return compose({ header: header.join(''), identifier, signer: gestore.signer, at, ...rest })
}

function factsOf({ transaction, at }: Pick<MessageInput, 'transaction' | 'at'>): Facts {
  const { day, time, zone } = italianMomentAt(at)
  const { subject, sender, recipients, identifier } = transaction
  return { day, time, zone, subject, sender, recipients, identifier }
}

function dataOf(
  { gestore, transaction, at }: Pick<MessageInput, 'gestore' | 'transaction' | 'at'>,
  kind: CertifiedKind,
): CertificationData {
  const { day, time, zone } = italianMomentAt(at)
  const { sender, recipients, replyTo, subject, identifier, messageId } = transaction
  return {
    ...{ kind, fault: 'nessuno', sender, replyTo, subject, gestore: gestore.name, day, time, zone, identifier },
    recipients: [...recipients],
    received: [],
    ...(messageId === undefined ? {} : { messageId }),
  }
}

/** The mark stands after the prefix, by which clients tell the kinds. */
function subjectField(prefix: string, subject: string): string {
  return textField('Subject', `${prefix}: [TEST] ${subject}`)
}

function identifierFields(identifier: string, messageId: string | undefined): string[] {
  return [
    syntaxField('Message-ID', `<${identifier}>`),
    ...(messageId === undefined ? [] : [syntaxField('X-Riferimento-Message-ID', messageId)]),
  ]
}

/** What an envelope takes over as it is (RFC 6109, 3.1.4). */
function inherited(fields: readonly HeaderField[]): string[] {
  return ['Received', 'To', 'Cc', 'Reply-To'].flatMap((name) =>
    valuesOf(fields, name).map((value) => syntaxField(name, value)),
  )
}

function isInCopy(original: Uint8Array, recipient: string): boolean {
  const { fields } = readStructure(original).root
  const [to, cc] = ['To', 'Cc'].map((name) => addressesOf(valuesOf(fields, name)).addresses)
  const wanted = recipient.toLowerCase()
  // Who stands in both, or nowhere, counts as a recipient.
  return cc?.includes(wanted) === true && to?.includes(wanted) === false
}
