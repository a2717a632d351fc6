// A certified message taken apart: what kind it says to be, its certification data, the message inside, and what of it does
// not fit together. Also those of other gestori, with their habits.
import { certifiedKinds, readCertificationData } from './certification-data.ts'
import type { CertificationData } from './certification-data.ts'
import { addressesOf, shownNameOf, textOf, valueOf, valuesOf } from './header-fields.ts'
import type { HeaderField } from './header-fields.ts'
import { mismatchesOf } from './mismatches.ts'
import type { Mismatch } from './mismatches.ts'
import { contentOf, eachPart, readStructure } from './mime-structure.ts'
import type { InnerMessage, MessageHeader, MessageKind, PartOutline } from './message-parts.ts'
import type { MimePart, MimeStructure } from './mime-structure.ts'
import { withWholeLines } from './whole-lines.ts'

/** What stands in a message, without its signature's verdict. */
export interface ReadMessage {
  kind: MessageKind
  header: MessageHeader
  /** X-TipoRicevuta, as written. */
  receiptType?: string
  data?: CertificationData
  inner?: InnerMessage
  parts: PartOutline[]
  mismatches: Mismatch[]
  /** What is signed, with whole lines, and the signature (DER); nothing where it is not multipart/signed. */
  signed?: { content: Uint8Array; cms: Uint8Array; hadWholeLines: boolean }
}

const MOST_PARTS_SHOWN = 200
const MOST_DATA_BYTES = 1_000_000
const MOST_SIGNATURE_BYTES = 500_000
const LONGEST_WORD = 250

/** Takes a message apart. Never throws for any bytes; long ones take a while: call it in a worker where others wait. */
export function readMessage(message: Uint8Array): ReadMessage {
  const structure = readStructure(message)
  const { root } = structure
  const signed = signedIn(message, root)
  const content = signed === undefined ? root : (root.parts[0] ?? root)
  const found = dataIn(message, content)
  const kind = kindOf(root.fields, found.data)
  const innerPart = innerIn(content, found.part)
  const header = headerOf(root.fields)
  const receiptType = valueOf(root.fields, 'X-TipoRicevuta')?.toLowerCase().slice(0, LONGEST_WORD)
  const inner = innerPart && { header: headerOf(innerPart.fields), parts: outline(message, innerPart) }
  const read = {
    ...{ kind, header, parts: outline(message, root, innerPart) },
    ...(receiptType === undefined ? {} : { receiptType }),
    ...(found.data === undefined ? {} : { data: found.data }),
    ...(inner === undefined ? {} : { inner }),
  }
  const faults = [...structureFaults(structure, content, found), ...dataFaults(found, kind)]
  return { ...read, mismatches: [...faults, ...mismatchesOf(read)], ...(signed === undefined ? {} : { signed }) }
}

/** By the header; where a client has lost it, by the certification data. */
function kindOf(fields: readonly HeaderField[], data: CertificationData | undefined): MessageKind {
  const [receipt, envelope] = ['X-Ricevuta', 'X-Trasporto'].map((name) => valueOf(fields, name)?.toLowerCase())
  if (envelope === 'errore') return 'busta-anomalia'
  const said = receipt ?? envelope
  return certifiedKinds.find((kind) => kind === said) ?? data?.kind ?? 'ordinary'
}

function headerOf(fields: readonly HeaderField[]): MessageHeader {
  const list = (name: string) => addressesOf(valuesOf(fields, name)).addresses
  const word = (name: string) => valueOf(fields, name)?.slice(0, LONGEST_WORD)
  const [date, messageId, reference] = [
    dateIn(valueOf(fields, 'Date')),
    word('Message-ID'),
    word('X-Riferimento-Message-ID'),
  ]
  return {
    ...{ from: list('From'), to: list('To'), cc: list('Cc') },
    shownFrom: shownNameOf(valueOf(fields, 'From') ?? ''),
    subject: textOf(valueOf(fields, 'Subject') ?? ''),
    ...(date === undefined ? {} : { date }),
    ...(messageId === undefined ? {} : { messageId: textOf(messageId) }),
    ...(reference === undefined ? {} : { reference: textOf(reference) }),
  }
}

function dateIn(value: string | undefined): Date | undefined {
  const date = new Date((value ?? '').replace(/\([^)]*\)/g, '').slice(0, 100))
  return Number.isNaN(date.getTime()) ? undefined : date
}

function signedIn(message: Uint8Array, root: MimePart): ReadMessage['signed'] {
  const [content, signature] = root.parts
  if (root.type !== 'multipart/signed' || content === undefined || signature === undefined) return undefined
  const written = message.subarray(content.from, content.to)
  const whole = withWholeLines(written)
  const cms = contentOf(message, signature, MOST_SIGNATURE_BYTES)
  return { content: whole, cms, hadWholeLines: whole === written }
}

interface FoundData {
  part?: MimePart
  data?: CertificationData
  why?: string
  others: number
}

/** The certification data of what is signed; what is called so in a message inside is of another one. */
function dataIn(message: Uint8Array, content: MimePart): FoundData {
  const [part, ...others] = ownParts(content).filter(isCalledData)
  if (part === undefined) return { others: 0 }
  const read = readCertificationData(contentOf(message, part, MOST_DATA_BYTES + 1))
  return { part, others: others.length, ...(read.is === 'read' ? { data: read.data } : { why: read.why }) }
}

/** In whatever case; some gestori say text/xml, or nothing but the type. */
function isCalledData({ name, type }: MimePart): boolean {
  if (name !== undefined) return /^(daticert|certdata)\.xml$/i.test(name.trim())
  return type === 'application/xml' || type === 'text/xml'
}

function innerIn(content: MimePart, data: MimePart | undefined): MimePart | undefined {
  const part = ownParts(content).find((one) => one !== data && one.type === 'message/rfc822')
  return part?.parts[0]
}

/** Every part but those of messages inside. */
function ownParts(part: MimePart): MimePart[] {
  const inner = part.type === 'message/rfc822' ? [] : part.parts
  return [part, ...inner.flatMap(ownParts)]
}

function outline(message: Uint8Array, root: MimePart, without?: MimePart): PartOutline[] {
  const parts = without === undefined ? [...eachPart(root)] : ownParts(root)
  return parts
    .filter(({ type }) => !type.startsWith('multipart/'))
    .slice(0, MOST_PARTS_SHOWN)
    .map((part) => ({
      ...(part.name === undefined ? {} : { name: part.name }),
      type: textOf(part.type).slice(0, LONGEST_WORD),
      sizeBytes: contentOf(message, part, message.length).length,
    }))
}

function structureFaults({ root, closed }: MimeStructure, content: MimePart, found: FoundData): Mismatch[] {
  const everywhere = ownParts(root).filter(isCalledData).length
  const kinds = ['X-Ricevuta', 'X-Trasporto'].flatMap((name) => valuesOf(root.fields, name))
  return [
    ...(closed === undefined ? [] : ['not read whole' as const]),
    ...(content !== root && everywhere > found.others + (found.part ? 1 : 0)
      ? ['data outside the signature' as const]
      : []),
    ...(kinds.length > 1 ? ['several kinds in the header' as const] : []),
    ...(kinds.length === 0 && found.data !== undefined ? ['kind missing in the header' as const] : []),
  ]
}

function dataFaults({ data, part, others }: FoundData, kind: MessageKind): Mismatch[] {
  const needsData = kind !== 'ordinary' && kind !== 'busta-anomalia'
  return [
    ...(part !== undefined && data === undefined ? ['certification data unreadable' as const] : []),
    ...(part === undefined && needsData ? ['no certification data' as const] : []),
    ...(others > 0 ? ['several certification data' as const] : []),
  ]
}
