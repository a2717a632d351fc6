// What arrived at a gestore: which kind of message, whose, and whether it is what it says (RFC 6109, 3.2 and 7).
import { createHash } from 'node:crypto'
import { readCertificationData } from '../../../server/src/messages/certification-data.ts'
import type { CertificationData } from '../../../server/src/messages/certification-data.ts'
import { addressesOf, valueOf, valuesOf } from '../../../server/src/messages/header-fields.ts'
import { bytesOf, contentOf, eachPart, readStructure } from '../../../server/src/messages/mime-structure.ts'
import type { MimePart } from '../../../server/src/messages/mime-structure.ts'
import { knownAnchors } from '../../../server/src/signatures/known-anchors.ts'
import type { KnownAnchors } from '../../../server/src/signatures/known-anchors.ts'
import { JudgingWork } from '../../../server/src/signatures/judging-work.ts'
import { openSignedFile } from '../../../server/src/signatures/p7m-file.ts'
import { trustAnchors } from '../../../server/src/signatures/trust.ts'
import { judgeDetached } from '../../../server/src/signatures/verify-p7m.ts'
import { certificateHash } from '../messages/authority.ts'
import { messageIdIn } from '../messages/identifiers.ts'
import type { AnomalyFault } from '../messages/messages.ts'
import type { Transaction } from '../messages/transaction.ts'
import { domainOf } from '../store/directory.ts'
import type { OwnGestore } from './gestori.ts'

/** A message of another gestore as it should be, or why it is none. */
export type Examined =
  | { is: 'certified'; data: CertificationData; original: Uint8Array | undefined }
  | { is: 'anomalous'; fault: AnomalyFault }

export type Examine = (message: Uint8Array, at: Date) => Promise<Examined>

const MOST_BYTES = 64_000_000

/** Examines by the index of these gestori: their certificates and their domains. */
export function examiner(gestori: readonly OwnGestore[]): Examine {
  const byHash = new Map(gestori.map((gestore) => [certificateHash(gestore.signer.certificate), gestore]))
  const certificates = gestori.map(({ keys }) => keys.authority.certificate)
  const anchors = knownAnchors(trustAnchors({ certificates, services: [], lists: [] }))
  return async (message, at) => {
    const { root } = readStructure(message)
    if (!isCertified(root)) return anomalous('ordinary mail')
    const signer = await signerOf(message, root, { at, byHash, anchors })
    if (typeof signer === 'string') return anomalous(signer)
    const [from = ''] = addressesOf(valuesOf(root.fields, 'From')).addresses
    if (domainOf(from) !== signer.domain) return anomalous('domain of another gestore')
    return readParts(message, root)
  }
}

const anomalous = (fault: AnomalyFault): Examined => ({ is: 'anomalous', fault })

const isCertified = ({ fields }: MimePart) =>
  valueOf(fields, 'X-Ricevuta') !== undefined || valueOf(fields, 'X-Trasporto') === 'posta-certificata'

async function signerOf(
  message: Uint8Array,
  root: MimePart,
  { at, byHash, anchors }: { at: Date; byHash: ReadonlyMap<string, OwnGestore>; anchors: KnownAnchors },
): Promise<OwnGestore | AnomalyFault> {
  const [signed, signature] = root.parts
  if (root.type !== 'multipart/signed' || signed === undefined || signature === undefined) return 'signature wrong'
  const cms = contentOf(message, signature, MOST_BYTES)
  const means = { anchors, work: new JudgingWork(message.length) }
  const opened = openSignedFile(cms)
  if (opened.is !== 'opened') return 'signature wrong'
  const known = opened.file.certificates.map((one) => byHash.get(certificateHash(one))).find((one) => one !== undefined)
  if (known === undefined) return 'certificate not in the index'
  const { signers } = await judgeDetached(cms, bytesOf(message, signed), { at }, means)
  const [signer] = signers
  if (signer?.intact.is !== 'yes' || signer.chain.is !== 'trusted') return 'signature wrong'
  return signer.certificate.is === 'valid' ? known : 'certificate not valid'
}

function readParts(message: Uint8Array, root: MimePart): Examined {
  const named = (name: string) => [...eachPart(root)].find((part) => part.name?.toLowerCase() === name)
  const written = named('daticert.xml')
  const read = written && readCertificationData(contentOf(message, written, MOST_BYTES))
  if (read?.is !== 'read') return anomalous('not well formed')
  const { data } = read
  const kind = valueOf(root.fields, 'X-Ricevuta') ?? valueOf(root.fields, 'X-Trasporto')
  const attached = named('postacert.eml')?.parts[0]
  const original = attached && bytesOf(message, attached)
  const lacksOriginal = data.kind === 'posta-certificata' && original === undefined
  return data.kind !== kind || lacksOriginal ? anomalous('not well formed') : { is: 'certified', data, original }
}

/** The identifier of what a message is about, as it says itself; its own Message-ID where it says nothing. */
export function identifierIn(message: Uint8Array): string {
  const { root } = readStructure(message)
  const examined = isCertified(root) ? readParts(message, root) : undefined
  return examined?.is === 'certified' ? examined.data.identifier : (messageIdIn(root.fields)?.slice(1, -1) ?? '')
}

/** What an envelope of another gestore says of its transaction. */
export function transactionIn(data: CertificationData): Transaction {
  const { identifier, sender, recipients, replyTo, subject = '', messageId, receiptType = 'completa' } = data
  const facts = { identifier, sender, recipients, replyTo, subject, receiptType }
  return messageId === undefined ? facts : { ...facts, messageId }
}

/** The same bytes for the same recipients: sent again, it is the same arrival. */
export function fingerprintOf(content: Uint8Array, recipients: readonly string[]): Buffer {
  return createHash('sha256').update(recipients.toSorted().join(' ')).update('\0').update(content).digest()
}
