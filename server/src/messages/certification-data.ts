// The certification data of a message, `daticert.xml` (RFC 6109, 4.4): what programs go by.
import { childrenNamed, parseXml } from '../signatures/xml-signature.ts'
import { isTooMuchXml } from '../signatures/xml-shape.ts'
import { plainTextOf } from '../model/plain-text.ts'

/** `tipo` of certification data. */
export const certifiedKinds = [
  'accettazione',
  'non-accettazione',
  'presa-in-carico',
  'avvenuta-consegna',
  'posta-certificata',
  'errore-consegna',
  'preavviso-errore-consegna',
  'rilevazione-virus',
] as const
export type CertifiedKind = (typeof certifiedKinds)[number]

/** `errore` of certification data. */
export const certifiedFaults = ['nessuno', 'no-dest', 'no-dominio', 'virus', 'altro'] as const
export type CertifiedFault = (typeof certifiedFaults)[number]

/** What a sender asks for in `X-TipoRicevuta`; `completa` without it. */
export const receiptTypes = ['completa', 'breve', 'sintetica'] as const
export type ReceiptType = (typeof receiptTypes)[number]

/** `certificato`: at a gestore; `esterno`: ordinary mail. */
export const recipientTypes = ['certificato', 'esterno'] as const
export type RecipientType = (typeof recipientTypes)[number]

export interface CertifiedRecipient {
  address: string
  type: RecipientType
}

/** The tree of `daticert.xml`, flat. */
export interface CertificationData {
  kind: CertifiedKind
  fault: CertifiedFault
  sender: string
  recipients: CertifiedRecipient[]
  replyTo: string
  subject?: string
  gestore: string
  /** `dd/mm/yyyy`, `hh:mm:ss` and an offset such as `+0100`. */
  day: string
  time: string
  zone: string
  identifier: string
  /** The client's Message-ID. */
  messageId?: string
  receiptType?: ReceiptType
  /** `consegna`: the recipient it is about. */
  delivered?: string
  /** `ricezione`: those taken in charge. */
  received: string[]
  /** `errore-esteso`. */
  detail?: string
}

/** Why bytes are no certification data. */
export type DataFault = 'not XML' | 'declares a document type' | 'too large' | 'not as RFC 6109 says'

const MOST_BYTES = 1_000_000
const MOST_RECIPIENTS = 2_000
const LONGEST_TEXT = 4_000

/** Reads certification data. Never throws for any bytes. */
export function readCertificationData(
  xml: Uint8Array,
): { is: 'read'; data: CertificationData } | { is: 'refused'; why: DataFault } {
  if (xml.length > MOST_BYTES) return { is: 'refused', why: 'too large' }
  const text = textOfXml(xml)
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return { is: 'refused', why: 'declares a document type' }
  if (isTooMuchXml(text)) return { is: 'refused', why: 'too large' }
  const root = parseXml(text)?.documentElement
  if (!root) return { is: 'refused', why: 'not XML' }
  const data = root.localName === 'postacert' ? dataIn(root) : undefined
  return data === undefined ? { is: 'refused', why: 'not as RFC 6109 says' } : { is: 'read', data }
}

/** UTF-8, unless the declaration says otherwise, as some gestori write it. */
function textOfXml(xml: Uint8Array): string {
  const declared = /^\s*<\?xml[^>]{0,200}encoding=["']([\w-]{1,40})["']/.exec(
    Buffer.from(xml.subarray(0, 300)).toString('latin1'),
  )?.[1]
  const charset = /^(iso-?8859-\d{1,2}|windows-125\d)$/i.test(declared ?? '') ? (declared ?? '') : 'utf-8'
  return new TextDecoder(charset).decode(xml).trimStart()
}

function dataIn(root: Element): CertificationData | undefined {
  const [header, facts] = ['intestazione', 'dati'].map((name) => childrenNamed(root, name)[0])
  const date = facts && childrenNamed(facts, 'data')[0]
  const kind = oneOf(certifiedKinds, attribute(root, 'tipo'))
  if (header === undefined || facts === undefined || date === undefined || kind === undefined) return undefined
  const fault = oneOf(certifiedFaults, attribute(root, 'errore') || 'nessuno')
  const [sender, gestore, identifier] = [
    text(header, 'mittente'),
    text(facts, 'gestore-emittente'),
    text(facts, 'identificativo'),
  ]
  const [day, time, zone] = [text(date, 'giorno'), text(date, 'ora'), attribute(date, 'zona')]
  const recipients = recipientsIn(header)
  if (fault === undefined || sender === undefined || gestore === undefined || identifier === undefined) return undefined
  if (day === undefined || time === undefined || recipients === undefined) return undefined
  const receipt = childrenNamed(facts, 'ricevuta')[0]
  const receiptType = receipt && oneOf(receiptTypes, attribute(receipt, 'tipo'))
  return {
    ...{ kind, fault, sender, recipients, gestore, day, time, zone, identifier },
    replyTo: text(header, 'risposte') ?? '',
    received: childrenNamed(facts, 'ricezione').slice(0, MOST_RECIPIENTS).map(textIn),
    ...given('subject', text(header, 'oggetto')),
    ...given('messageId', text(facts, 'msgid')),
    ...given('receiptType', receiptType),
    ...given('delivered', text(facts, 'consegna')),
    ...given('detail', text(facts, 'errore-esteso')),
  }
}

function recipientsIn(header: Element): CertifiedRecipient[] | undefined {
  const recipients: CertifiedRecipient[] = []
  for (const element of childrenNamed(header, 'destinatari').slice(0, MOST_RECIPIENTS)) {
    const type = oneOf(recipientTypes, attribute(element, 'tipo') || 'certificato')
    if (type === undefined) return undefined
    recipients.push({ address: textIn(element), type })
  }
  return recipients.length === 0 ? undefined : recipients
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> | undefined {
  if (value === undefined) return undefined
  const one: Partial<Record<Name, Value>> = {}
  one[name] = value
  return one
}

const oneOf = <Word extends string>(words: readonly Word[], text: string): Word | undefined =>
  words.find((word) => word === text)

const attribute = (element: Element, name: string) => element.getAttribute(name)?.trim() ?? ''

function text(parent: Element, name: string): string | undefined {
  const [found] = childrenNamed(parent, name)
  return found && textIn(found)
}

/** Folded in the wild: on one line, without what could hide something. */
function textIn(element: Element): string {
  return plainTextOf((element.textContent ?? '').replace(/\s+/g, ' ').trim(), LONGEST_TEXT)
}

/** `daticert.xml` of these data, UTF-8. */
export function writeCertificationData(data: CertificationData): Uint8Array {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<postacert tipo="${data.kind}" errore="${data.fault}">`,
    '  <intestazione>',
    ...element('    ', 'mittente', data.sender),
    ...data.recipients.flatMap(({ address, type }) => element('    ', 'destinatari', address, ` tipo="${type}"`)),
    ...element('    ', 'risposte', data.replyTo),
    ...element('    ', 'oggetto', data.subject),
    '  </intestazione>',
    '  <dati>',
    ...element('    ', 'gestore-emittente', data.gestore),
    `    <data zona="${escaped(data.zone)}">`,
    ...element('      ', 'giorno', data.day),
    ...element('      ', 'ora', data.time),
    '    </data>',
    ...element('    ', 'identificativo', data.identifier),
    ...element('    ', 'msgid', data.messageId),
    ...(data.receiptType === undefined ? [] : [`    <ricevuta tipo="${data.receiptType}" />`]),
    ...element('    ', 'consegna', data.delivered),
    ...data.received.flatMap((address) => element('    ', 'ricezione', address)),
    ...element('    ', 'errore-esteso', data.detail),
    '  </dati>',
    '</postacert>',
    '',
  ]
  return Buffer.from(lines.join('\n'))
}

function element(indent: string, name: string, value: string | undefined, attributes = ''): string[] {
  return value === undefined ? [] : [`${indent}<${name}${attributes}>${escaped(value)}</${name}>`]
}

/** Without the characters XML 1.0 has no way to write. */
function escaped(value: string): string {
  const written = value.toWellFormed().replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
  return written.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
