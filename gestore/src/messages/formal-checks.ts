// What a submitted message must be like (RFC 6109, 3.1.1), and the words in which it is refused otherwise.
import { receiptTypes } from '../../../server/src/messages/certification-data.ts'
import type { ReceiptType } from '../../../server/src/messages/certification-data.ts'
import { addressesOf, textOf, valueOf, valuesOf } from '../../../server/src/messages/header-fields.ts'
import { readStructure } from '../../../server/src/messages/mime-structure.ts'
import type { MimeStructure } from '../../../server/src/messages/mime-structure.ts'
import { messageIdIn } from './identifiers.ts'

/** A message as it was handed in over SMTP. */
export interface Submission {
  /** The mailbox that logged in. */
  account: string
  /** MAIL FROM and RCPT TO. */
  reversePath: string
  recipients: readonly string[]
  message: Uint8Array
}

/** What of a submitted message is known whatever comes of it. */
export interface SubmittedMessage {
  subject: string
  replyTo: string
  messageId?: string
  receiptType: ReceiptType
}

/** Each check that can fail, in the order in which they are made, with the words of the notice. */
export const formalRefusals = {
  unreadable: {
    italian: 'il messaggio ha una struttura troppo complessa per essere letto',
    english: 'the structure of the message is too complex to be read',
  },
  'no From': {
    italian: 'il campo From manca, o non contiene un solo indirizzo valido',
    english: 'the From field is missing, or has not one valid address',
  },
  'From differs from sender': {
    italian: "l'indirizzo nel campo From non coincide con il mittente autenticato",
    english: 'the address in the From field is not the authenticated sender',
  },
  'no To': {
    italian: 'il campo To manca, o non contiene indirizzi validi',
    english: 'the To field is missing, or has no valid address',
  },
  'too many recipients': {
    italian: 'i destinatari sono più di 1000',
    english: 'there are more than 1000 recipients',
  },
  'recipient not in To or Cc': {
    italian: 'un destinatario non è presente nei campi To o Cc',
    english: 'a recipient is not in the To or Cc fields',
  },
  'Bcc present': {
    italian: 'il campo Bcc contiene indirizzi, che la posta certificata non ammette',
    english: 'the Bcc field has addresses, which certified mail does not allow',
  },
  'too large': {
    italian: 'la dimensione del messaggio moltiplicata per il numero dei destinatari supera 30 MB',
    english: 'the size of the message times the number of its recipients is over 30 MB',
  },
} as const
export type FormalCheck = keyof typeof formalRefusals

/** Why a submitted message is not accepted, and the words of the notice. */
export interface FormalRefusal {
  check: FormalCheck
  italian: string
  english: string
}

export const MOST_RECIPIENTS = 1_000
/** Of a message times its recipients. */
export const MOST_BYTES = 30 * 1_048_576

/** Makes the formal checks. Without `refusal` the message may be accepted. */
export function checkSubmission(submission: Submission): { read: SubmittedMessage; refusal?: FormalRefusal } {
  const structure = readStructure(submission.message)
  const check = failedCheck(submission, structure)
  const read = submittedMessage(structure)
  return check === undefined ? { read } : { read, refusal: { check, ...formalRefusals[check] } }
}

function failedCheck(
  { account, reversePath, recipients, message }: Submission,
  { root, closed }: MimeStructure,
): FormalCheck | undefined {
  const lists = ['From', 'To', 'Cc', 'Bcc'].map((name) => addressesOf(valuesOf(root.fields, name)))
  const [from = [], to = [], cc = []] = lists.map(({ addresses }) => addresses)
  if (closed !== undefined || lists.some(({ isCut }) => isCut)) return 'unreadable'
  const sender = account.toLowerCase()
  if (from.length !== 1 || valuesOf(root.fields, 'From').length !== 1 || !isAddress(from[0])) return 'no From'
  if (from[0] !== sender || reversePath.toLowerCase() !== sender) return 'From differs from sender'
  if (!to.some(isAddress)) return 'no To'
  if (recipients.length > MOST_RECIPIENTS) return 'too many recipients'
  const named = new Set([...to, ...cc])
  if (recipients.some((address) => !named.has(address.toLowerCase()))) return 'recipient not in To or Cc'
  if (valuesOf(root.fields, 'Bcc').some((value) => value !== '')) return 'Bcc present'
  return message.length * recipients.length > MOST_BYTES ? 'too large' : undefined
}

function submittedMessage({ root: { fields } }: MimeStructure): SubmittedMessage {
  const asked = (valueOf(fields, 'X-TipoRicevuta') ?? '').toLowerCase()
  const messageId = messageIdIn(fields)
  return {
    subject: textOf(valueOf(fields, 'Subject') ?? ''),
    replyTo: addressesOf(valuesOf(fields, 'Reply-To')).addresses.slice(0, 20).join(', '),
    receiptType: receiptTypes.find((type) => type === asked) ?? 'completa',
    ...(messageId === undefined ? {} : { messageId }),
  }
}

function isAddress(address: string | undefined): boolean {
  return /^[^\s@<>",;:()]{1,64}@[a-z0-9.-]{1,253}$/.test(address ?? '')
}
