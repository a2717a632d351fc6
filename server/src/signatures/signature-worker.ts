// The thread in which signed files are read and judged, so that the event loop never is.
import { parentPort } from 'node:worker_threads'
import { matchForm } from './form-match.ts'
import type { FormMatch, IssuedForms } from './form-match.ts'
import { knownAnchors } from './known-anchors.ts'
import type { KnownAnchors } from './known-anchors.ts'
import type { TrustAnchors } from './trust.ts'
import { readTrustedList } from './trusted-list.ts'
import type { TrustedListAnswer } from './trusted-list.ts'
import { judgePdfSignatures } from './verify-pades.ts'
import type { PdfSignature } from './verify-pades.ts'
import { openWith } from './verify-p7m.ts'
import type { OpenedP7m, SignatureQuestion } from './verify-p7m.ts'

/** Anchors by their id, and in full only when the worker may not know them. */
interface WithAnchors {
  anchorsId: string
  anchors?: TrustAnchors
}

export type P7mTask = { is: 'p7m'; question: Omit<SignatureQuestion, 'anchors'>; wantsContent: boolean }

export type PdfTask = { is: 'pdf'; at: Date; issued: IssuedForms }

/** What the worker is asked about some bytes. */
export type SignatureTask = { bytes: Uint8Array } & (
  ((P7mTask | PdfTask) & WithAnchors) | { is: 'trusted list'; known: readonly Uint8Array[] }
)

/** What it answers; `anchors needed`: ask again with them. */
export type SignatureAnswer =
  | ({ is: 'opened' } & OpenedP7m)
  | { is: 'pdf'; report: PdfReport }
  | { is: 'trusted list'; answer: TrustedListAnswer }
  | { is: 'anchors needed' }

/** What is said of an uploaded PDF: information for who reviews it. */
export interface PdfReport {
  signatures: PdfSignature[]
  form: FormMatch
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
  if (task.anchors !== undefined) known = { id: task.anchorsId, anchors: knownAnchors(task.anchors) }
  if (known?.id !== task.anchorsId) return { is: 'anchors needed' }
  if (task.is === 'pdf') {
    const signatures = await judgePdfSignatures(task.bytes, task, known.anchors)
    return { is: 'pdf', report: { signatures, form: await matchForm(task.bytes, task.issued) } }
  }
  const { report, content } = await openWith(task.bytes, task.question, known.anchors)
  return { is: 'opened', report, ...(task.wantsContent && content !== undefined ? { content } : {}) }
}
