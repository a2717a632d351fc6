// The thread in which signed files are read and judged, so that the event loop never is.
import { parentPort } from 'node:worker_threads'
import { knownAnchors } from './known-anchors.ts'
import type { KnownAnchors } from './known-anchors.ts'
import type { TrustAnchors } from './trust.ts'
import { openWith } from './verify-p7m.ts'
import type { OpenedP7m, SignatureQuestion } from './verify-p7m.ts'

/** What the worker is sent: anchors by their id, and in full only when it may not know them. */
export interface SignatureTask {
  is: 'p7m'
  bytes: Uint8Array
  question: Omit<SignatureQuestion, 'anchors'>
  wantsContent: boolean
  anchorsId: string
  anchors?: TrustAnchors
}

/** What it answers; `anchors needed`: ask again with them. */
export type SignatureAnswer = ({ is: 'opened' } & OpenedP7m) | { is: 'anchors needed' }

let known: { id: string; anchors: KnownAnchors } | undefined

const port = parentPort
port?.on('message', (task: SignatureTask) => {
  void answerTo(task).then((answer) => {
    const content = answer.is === 'opened' ? answer.content?.buffer : undefined
    port.postMessage(answer, content === undefined ? [] : [content])
  })
})

async function answerTo(task: SignatureTask): Promise<SignatureAnswer> {
  if (task.anchors !== undefined) known = { id: task.anchorsId, anchors: knownAnchors(task.anchors) }
  if (known?.id !== task.anchorsId) return { is: 'anchors needed' }
  const { report, content } = await openWith(task.bytes, task.question, known.anchors)
  return { is: 'opened', report, ...(task.wantsContent && content !== undefined ? { content } : {}) }
}
