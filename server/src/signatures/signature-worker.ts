// The thread in which signed files are read and judged, so that the event loop never is.
import { parentPort } from 'node:worker_threads'
import { linksOf } from './certificate-links.ts'
import type { CertificateLink } from './certificate-links.ts'
import { notUsable } from './certificate-status.ts'
import type { CertificateStatus } from './certificate-status.ts'
import { crlStatus } from './crl-status.ts'
import { matchForm } from './form-match.ts'
import type { FormMatch, IssuedForms } from './form-match.ts'
import { JudgingWork } from './judging-work.ts'
import { knownAnchors, readCertificate } from './known-anchors.ts'
import type { KnownAnchors } from './known-anchors.ts'
import { ocspStatus } from './ocsp-status.ts'
import type { StatusQuestion } from './revocation.ts'
import type { Readable, SignerReport } from './signature-report.ts'
import { certificateOf, trustedPathOf } from './signer.ts'
import type { TrustAnchors } from './trust.ts'
import { readTrustedList } from './trusted-list.ts'
import type { TrustedListAnswer } from './trusted-list.ts'
import { judgePdfSignatures } from './verify-pades.ts'
import type { PdfSignature } from './verify-pades.ts'
import { judgeDetached, openWith } from './verify-p7m.ts'
import type { OpenedP7m, SignatureQuestion } from './verify-p7m.ts'

/** Anchors by their id, and in full only when the worker may not know them; are the links of the paths wanted too. */
interface WithAnchors {
  wantsLinks: boolean
  anchorsId: string
  anchors?: TrustAnchors
}

export type P7mTask = { is: 'p7m'; question: Omit<SignatureQuestion, 'anchors'>; wantsContent: boolean }

export type PdfTask = { is: 'pdf'; at: Date; issued: IssuedForms }

/** A signature (`bytes`) that stands beside what it signs. */
export type DetachedTask = { is: 'detached'; content: Uint8Array; at: Date }

/** What the worker is asked about some bytes. */
export type SignatureTask = { bytes: Uint8Array } & (
  | ((P7mTask | PdfTask | DetachedTask) & WithAnchors)
  | { is: 'trusted list'; known: readonly Uint8Array[] }
  | ({ is: 'revocation' } & StatusQuestion)
)

/** The links of each signer's path, in the order of the signers; null: not intact or not trusted. */
export type Links = (CertificateLink[] | null)[]

/** What it answers; `anchors needed`: ask again with them. */
export type SignatureAnswer =
  | ({ is: 'opened'; links: Links } & OpenedP7m)
  | { is: 'pdf'; links: Links; report: PdfReport }
  | ({ is: 'detached'; links: Links } & DetachedReport)
  | { is: 'revocation'; status: CertificateStatus }
  | { is: 'trusted list'; answer: TrustedListAnswer }
  | { is: 'anchors needed' }

/** What is said of an uploaded PDF: information for who reviews it. */
export interface PdfReport {
  signatures: PdfSignature[]
  form: FormMatch
}

/** What is said of a signature beside its content, with each signer's certificate (DER) where it is there. */
export interface DetachedReport {
  readable: Readable
  signers: SignerReport[]
  certificates: (Uint8Array | null)[]
}

let known: { id: string; anchors: KnownAnchors } | undefined

const port = parentPort
port?.on('message', (task: SignatureTask) => {
  void answerTo(task).then((answer) => {
    const content = answer.is === 'opened' ? answer.content?.buffer : undefined
    port.postMessage(answer, content === undefined ? [] : [content])
  })
})

async function answerTo(task: SignatureTask): Promise<SignatureAnswer> {
  if (task.is === 'trusted list') return { is: task.is, answer: readTrustedList(task.bytes, task.known) }
  if (task.is === 'revocation') return { is: task.is, status: await statusIn(task) }
  if (task.anchors !== undefined) known = { id: task.anchorsId, anchors: knownAnchors(task.anchors) }
  if (known?.id !== task.anchorsId) return { is: 'anchors needed' }
  if (task.is === 'detached') {
    const means = { anchors: known.anchors, work: new JudgingWork(task.content.length) }
    const judged = await judgeDetached(task.bytes, task.content, { at: task.at }, means)
    const certificates = judged.signers.map((signer) => certificateOf(signer) ?? null)
    return { is: 'detached', links: await linksFor(task, judged.signers), ...judged, certificates }
  }
  if (task.is === 'pdf') {
    const form = await matchForm(task.bytes, task.issued)
    // Nobody signed the form before it was issued.
    const asked = form.is === 'issued' ? { at: task.at, issuedAt: new Date(form.issuedAt) } : { at: task.at }
    const signatures = await judgePdfSignatures(task.bytes, asked, known.anchors)
    const links = await linksFor(
      task,
      signatures.flatMap(({ signers }) => signers),
    )
    return { is: 'pdf', links, report: { signatures, form } }
  }
  const { report, content } = await openWith(task.bytes, task.question, known.anchors)
  const links = await linksFor(task, report.signers)
  return { is: 'opened', links, report, ...(task.wantsContent && content !== undefined ? { content } : {}) }
}

async function linksFor({ wantsLinks }: WithAnchors, signers: readonly SignerReport[]): Promise<Links> {
  const links: Links = []
  for (const signer of wantsLinks ? signers : []) {
    const path = trustedPathOf(signer)
    // What the library stumbles over in a certificate names nobody to be asked.
    links.push(path === undefined ? null : await linksOf(path).catch(() => []))
  }
  return links
}

async function statusIn(task: { bytes: Uint8Array } & StatusQuestion): Promise<CertificateStatus> {
  const [certificate, issuer] = [task.certificate, task.issuer].map(readCertificate)
  if (certificate === undefined || issuer === undefined) return notUsable
  const read = task.source === 'ocsp' ? ocspStatus : crlStatus
  return read(task.bytes, { certificate, issuer }, task.at)
}
