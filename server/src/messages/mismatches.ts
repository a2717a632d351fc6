// What of a certified message does not fit: its header, its certification data and the message inside say different things.
import type { CertificationData } from './certification-data.ts'
import type { InnerMessage, MessageHeader, MessageKind } from './message-parts.ts'

/** A closed list, fit for logs and answers. */
export const mismatches = [
  'not read whole',
  'several kinds in the header',
  'kind missing in the header',
  'no certification data',
  'several certification data',
  'certification data unreadable',
  'data outside the signature',
  'kind differs',
  'subject lacks the prefix of its kind',
  'subject differs',
  'sender differs',
  'identifier differs',
  'reference differs',
  'date differs',
  'receipt type differs',
  'about nobody among the recipients',
  'no message inside',
  'message inside where none belongs',
  'identifier of the message inside differs',
  'sender of the message inside differs',
  'subject of the message inside differs',
  'recipients of the message inside differ',
] as const
export type Mismatch = (typeof mismatches)[number]

/** What is compared. */
export interface Compared {
  kind: MessageKind
  header: MessageHeader
  receiptType?: string
  data?: CertificationData
  inner?: InnerMessage
}

/** Subjects begin with one of these and a colon (RFC 6109, 3). */
const prefixes: Readonly<Record<Exclude<MessageKind, 'ordinary'>, readonly string[]>> = {
  accettazione: ['ACCETTAZIONE'],
  'non-accettazione': ['AVVISO DI NON ACCETTAZIONE', 'AVVISO DI NON ACCETTAZIONE PER VIRUS'],
  'posta-certificata': ['POSTA CERTIFICATA'],
  'busta-anomalia': ['ANOMALIA MESSAGGIO'],
  'presa-in-carico': ['PRESA IN CARICO'],
  'avvenuta-consegna': ['CONSEGNA'],
  'errore-consegna': ['AVVISO DI MANCATA CONSEGNA', 'AVVISO DI MANCATA CONSEGNA PER VIRUS'],
  'preavviso-errore-consegna': ['AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO'],
  'rilevazione-virus': ['PROBLEMA DI SICUREZZA'],
}
const envelopes: readonly MessageKind[] = ['posta-certificata', 'busta-anomalia']
const toGestori: readonly MessageKind[] = ['presa-in-carico', 'rilevazione-virus']
const CLOCKS_APART_MS = 120_000

/** Everything that differs, in the order of the list. */
export function mismatchesOf(compared: Compared): Mismatch[] {
  if (compared.kind === 'ordinary') return []
  const { kind, header, inner } = compared
  const found: [Mismatch, boolean][] = [
    ['subject lacks the prefix of its kind', subjectAfterPrefix(kind, header.subject) === undefined],
    ['no message inside', envelopes.includes(kind) && inner === undefined],
    [
      'message inside where none belongs',
      inner !== undefined && !envelopes.includes(kind) && kind !== 'avvenuta-consegna',
    ],
    ...(compared.data === undefined ? [] : againstData(compared, compared.data)),
  ]
  return found.flatMap(([mismatch, isThere]) => (isThere ? [mismatch] : []))
}

function againstData({ kind, header, receiptType, inner }: Compared, data: CertificationData): [Mismatch, boolean][] {
  const subject = kind === 'ordinary' ? undefined : subjectAfterPrefix(kind, header.subject)
  const named = data.recipients.map(({ address }) => address.toLowerCase())
  const about = [data.delivered, ...data.received].filter((address) => address !== undefined)
  return [
    ['kind differs', data.kind !== kind],
    ['subject differs', subject !== undefined && data.subject !== undefined && !isSameText(subject, data.subject)],
    ['sender differs', isOtherSender(kind, header, data)],
    ['identifier differs', kind === 'posta-certificata' && idOf(header.messageId) !== idOf(data.identifier)],
    ['reference differs', data.messageId !== undefined && idOf(header.reference) !== idOf(data.messageId)],
    ['date differs', isOtherTime(header.date, data)],
    ['receipt type differs', kind === 'avvenuta-consegna' && isOther(receiptType, data.receiptType)],
    ['about nobody among the recipients', about.some((address) => !named.includes(address.toLowerCase()))],
    ...(inner === undefined ? [] : againstInner(inner.header, data, named)),
  ]
}

function againstInner(inner: MessageHeader, data: CertificationData, named: readonly string[]): [Mismatch, boolean][] {
  const addressed = [...inner.to, ...inner.cc]
  return [
    ['identifier of the message inside differs', idOf(inner.messageId) !== idOf(data.identifier)],
    ['sender of the message inside differs', !inner.from.includes(data.sender.toLowerCase())],
    ['subject of the message inside differs', data.subject !== undefined && !isSameText(inner.subject, data.subject)],
    ['recipients of the message inside differ', named.some((address) => !addressed.includes(address))],
  ]
}

/** An envelope comes on behalf of the sender; a receipt goes to it, but for those between gestori. */
function isOtherSender(kind: MessageKind, header: MessageHeader, { sender }: CertificationData): boolean {
  const wanted = sender.toLowerCase()
  if (toGestori.includes(kind)) return false
  if (kind !== 'posta-certificata') return !header.to.includes(wanted)
  const shown = /^(?:per conto di|on behalf of):?\s*(.+)$/i.exec(header.shownFrom)?.[1]
  return shown?.trim().toLowerCase() !== wanted
}

function subjectAfterPrefix(kind: Exclude<MessageKind, 'ordinary'>, subject: string): string | undefined {
  const longestFirst = prefixes[kind].toSorted((one, other) => other.length - one.length)
  const prefix = longestFirst.find((one) => subject.toUpperCase().startsWith(`${one}:`))
  return prefix === undefined ? undefined : subject.slice(prefix.length + 1).trim()
}

/** The mark of a test gestore is no part of what the sender wrote. */
function isSameText(subject: string, said: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
  return plain(subject) === plain(said) || plain(subject.replace(/^\[TEST\] ?/, '')) === plain(said)
}

function isOther(header: string | undefined, said: string | undefined): boolean {
  return header !== undefined && said !== undefined && header !== said
}

function isOtherTime(date: Date | undefined, { day, time, zone }: CertificationData): boolean {
  const [dd = '', mm = '', yyyy = ''] = day.split('/')
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : 'Z'
  const said = new Date(`${yyyy}-${mm}-${dd}T${time}${offset}`).getTime()
  return date !== undefined && !(Math.abs(date.getTime() - said) <= CLOCKS_APART_MS)
}

function idOf(id: string | undefined): string {
  return (id ?? '').trim().replace(/^<|>$/g, '')
}
