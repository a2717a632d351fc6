// A certified message on the wire: everything that is told of it, and nothing of what its parts contain.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { DetachedReport } from '../signatures/signature-reader.ts'
import { certifiedFaults, certifiedKinds, receiptTypes, recipientTypes } from './certification-data.ts'
import type { CertificationData } from './certification-data.ts'
import { messageKinds } from './message-parts.ts'
import type { MessageHeader, PartOutline } from './message-parts.ts'
import { mismatches } from './mismatches.ts'
import type { ReadMessage } from './read-message.ts'
import { verdictOf, verdicts } from './verdict.ts'
import type { CertificateFacts, IndexFacts } from './verdict.ts'

const text = (description: string) => Type.String({ description })
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const moment = (description: string) => Type.String({ format: 'date-time', description })

const Header = Type.Object({
  from: Type.Array(Type.String(), { description: 'addresses, in lower case' }),
  shown_from: text('what a client shows instead of the first address'),
  to: Type.Array(Type.String()),
  cc: Type.Array(Type.String()),
  subject: text('decoded'),
  date: orNull(moment('as the header says')),
  message_id: orNull(Type.String()),
  reference: orNull(text('X-Riferimento-Message-ID: the Message-ID the sender gave')),
})

const Parts = Type.Array(
  Type.Object({
    name: orNull(text('file name')),
    type: text('MIME type'),
    bytes: Type.Integer({ description: 'of its content, decoded' }),
  }),
  { description: 'what is no multipart, 200 at most' },
)

const Data = Type.Object(
  {
    tipo: Type.Enum([...certifiedKinds]),
    errore: Type.Enum([...certifiedFaults]),
    mittente: Type.String(),
    destinatari: Type.Array(Type.Object({ indirizzo: Type.String(), tipo: Type.Enum([...recipientTypes]) })),
    risposte: Type.String(),
    oggetto: orNull(Type.String()),
    gestore_emittente: Type.String(),
    giorno: text('dd/mm/yyyy'),
    ora: text('hh:mm:ss'),
    zona: text('such as +0100'),
    identificativo: Type.String(),
    msgid: orNull(Type.String()),
    ricevuta: orNull(Type.Enum([...receiptTypes])),
    consegna: orNull(text('the recipient it is about')),
    ricezione: Type.Array(Type.String(), { description: 'recipients taken in charge' }),
    errore_esteso: orNull(Type.String()),
  },
  { description: 'daticert.xml (RFC 6109, 4.4), with its own names' },
)

const Certificate = Type.Object({
  name: Type.String(),
  issuer: Type.String(),
  addresses: Type.Array(Type.String(), { description: 'e-mail addresses it is for' }),
  sha1: text('as in providerCertificateHash of the index'),
  valid_from: moment('beginning'),
  valid_to: moment('end'),
})

const Signature = Type.Object({
  verdict: Type.Enum([...verdicts]),
  certificate: orNull(Certificate),
  signed_at: orNull(moment('as the signer says')),
  chain: text('trusted, or why not'),
  revocation: text('good, revoked or not assessed'),
  weak: Type.Boolean({ description: 'made with a digest or key that is too weak today' }),
  line_ends_changed: Type.Boolean({ description: 'line ends were put right before checking' }),
})

/** What is told of a message. */
export const MessageReport = Type.Object({
  kind: Type.Enum([...messageKinds], { description: 'ordinary: no certified mail' }),
  signature: Signature,
  provider: Type.Object({
    named: orNull(text('gestore-emittente of the certification data')),
    of_certificate: orNull(text('whose the certificate is by the imported index')),
    of_domain: orNull(text('who manages the domain it comes from, by the imported index')),
  }),
  header: Header,
  data: orNull(Data),
  inner: orNull(Type.Object({ header: Header, parts: Parts }, { description: 'the message inside: postacert.eml' })),
  parts: Parts,
  mismatches: Type.Array(Type.Enum([...mismatches]), { description: 'what does not fit together' }),
})
export type MessageReport = Static<typeof MessageReport>

/** What was found of a message, put together. */
export interface Findings {
  read: ReadMessage
  signature: DetachedReport | undefined
  certificate: CertificateFacts | undefined
  index: IndexFacts
}

/** The report of what was found. */
export function messageView({ read, signature, certificate, index }: Findings): MessageReport {
  const { kind, header, data, inner, parts } = read
  return {
    kind,
    signature: signatureView({ read, signature, certificate, index }),
    provider: { named: data?.gestore ?? null, of_certificate: index.certificateOf, of_domain: index.domainOf },
    header: headerView(header),
    data: data === undefined ? null : dataView(data),
    inner: inner === undefined ? null : { header: headerView(inner.header), parts: partsView(inner.parts) },
    parts: partsView(parts),
    mismatches: [...new Set(read.mismatches)],
  }
}

function signatureView({ read, signature, certificate, index }: Findings): MessageReport['signature'] {
  const signer = signature?.signers[0]
  const time = signer?.signingTime
  return {
    verdict: verdictOf(signature, { certificate, from: read.header.from, index }),
    certificate: certificate === undefined ? null : certificateView(certificate),
    signed_at: time !== undefined && 'at' in time ? time.at : null,
    chain:
      signer === undefined ? 'not assessed' : signer.chain.is === 'not trusted' ? signer.chain.why : signer.chain.is,
    revocation: signer?.revocation.is ?? 'not assessed',
    weak: signer?.strength.is === 'too weak',
    line_ends_changed: read.signed?.hadWholeLines === false,
  }
}

function certificateView({ name, issuer, addresses, sha1, from, to }: CertificateFacts) {
  return { name, issuer, addresses, sha1, valid_from: from.toISOString(), valid_to: to.toISOString() }
}

function headerView({ from, shownFrom, to, cc, subject, date, messageId, reference }: MessageHeader) {
  return {
    ...{ from, shown_from: shownFrom, to, cc, subject, date: date?.toISOString() ?? null },
    ...{ message_id: messageId ?? null, reference: reference ?? null },
  }
}

function partsView(parts: readonly PartOutline[]) {
  return parts.map(({ name, type, sizeBytes }) => ({ name: name ?? null, type, bytes: sizeBytes }))
}

function dataView(data: CertificationData): NonNullable<MessageReport['data']> {
  const { kind, fault, sender, replyTo, gestore, day, time, zone, identifier, received } = data
  return {
    ...{ tipo: kind, errore: fault, mittente: sender, risposte: replyTo, gestore_emittente: gestore },
    destinatari: data.recipients.map(({ address, type }) => ({ indirizzo: address, tipo: type })),
    ...{ giorno: day, ora: time, zona: zone, identificativo: identifier, ricezione: received },
    ...{ oggetto: data.subject ?? null, msgid: data.messageId ?? null, ricevuta: data.receiptType ?? null },
    ...{ consegna: data.delivered ?? null, errore_esteso: data.detail ?? null },
  }
}
