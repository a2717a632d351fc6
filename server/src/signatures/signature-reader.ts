// Reads signed files in a worker thread of its own: one at a time, within size, depth and time.
import { workerPool } from '../documents/worker-pool.ts'
import type { PoolAnswer } from '../documents/worker-pool.ts'
import type { SignatureReport } from './signature-report.ts'
import type { SignatureAnswer, SignatureTask } from './signature-worker.ts'
import type { TrustAnchors } from './trust.ts'
import type { OpenedP7m, SignatureQuestion } from './verify-p7m.ts'

export type { OpenedP7m, SignatureQuestion } from './verify-p7m.ts'

/** Reads and judges signed files off the event loop. `bytes` are copied: they stay the caller's. */
export interface SignatureReader {
  /** What is to be said of a p7m; any bytes are answered, also when it took too long or too many wait. */
  verifyP7m(bytes: Uint8Array, question: SignatureQuestion): Promise<SignatureReport>
  /** The same with the innermost content, for who wants to read it; `maxBytes` bounds the file. */
  openP7m(
    bytes: Uint8Array,
    question: Pick<SignatureQuestion, 'at' | 'anchors'> & { maxBytes: number },
  ): Promise<OpenedP7m>
  /** Waits for the file in hand, then ends the worker; later calls are answered `busy`. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Makes a reader. Its worker starts with the first file, is replaced after running out of time or memory, and never
 * keeps the process alive. `waiting` files may queue (default 8), each may take `timeoutMs` (default 5 s).
 */
export function signatureReader(options: { waiting?: number; timeoutMs?: number } = {}): SignatureReader {
  const pool = workerPool<SignatureTask, SignatureAnswer>({
    file: './signature-worker',
    besides: import.meta.url,
    atOnce: 1,
    waiting: options.waiting ?? 8,
    timeoutMs: options.timeoutMs ?? 5_000,
    heapMb: 256,
  })
  let sent = ''
  const open = async (bytes: Uint8Array, wantsContent: boolean, question: SignatureQuestion): Promise<OpenedP7m> => {
    const { anchors, ...rest } = question
    const ask = (withAnchors: boolean) => {
      const own = new Uint8Array(bytes)
      const task = taskOf(own, rest, wantsContent, anchors, withAnchors)
      return pool.ask(task, { transfer: [own.buffer] })
    }
    const first = await ask(sent !== anchors.id)
    const answer = first.is === 'anchors needed' ? await ask(true) : first
    if (answer.is === 'opened') sent = anchors.id
    return openedFrom(answer)
  }
  const close = () => pool.close()
  return {
    verifyP7m: async (bytes, question) => (await open(bytes, false, question)).report,
    openP7m: (bytes, question) => open(bytes, true, question),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function taskOf(
  bytes: Uint8Array,
  question: SignatureTask['question'],
  wantsContent: boolean,
  anchors: TrustAnchors,
  withAnchors: boolean,
): SignatureTask {
  const task = { is: 'p7m', bytes, question, wantsContent, anchorsId: anchors.id } as const
  return withAnchors ? { ...task, anchors } : task
}

function openedFrom(answer: SignatureAnswer | PoolAnswer): OpenedP7m {
  if (answer.is === 'opened') return { report: answer.report, ...(answer.content && { content: answer.content }) }
  return { report: { readable: { is: answer.is === 'gave up' ? 'timed out' : 'busy' }, signers: [] } }
}
