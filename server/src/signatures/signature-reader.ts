// Reads signed files in a worker thread of its own: one at a time, within size, depth and time.
import { workerPool } from '../documents/worker-pool.ts'
import type { PoolAnswer, WorkerLimit, WorkerLoad } from '../documents/worker-pool.ts'
import type { IssuedForms } from './form-match.ts'
import { revocationChecks } from './revocation.ts'
import type { RevocationNetwork, StatusJudge } from './revocation.ts'
import type { SignatureReport, SignerReport } from './signature-report.ts'
import type {
  DetachedReport,
  DetachedTask,
  Links,
  P7mTask,
  PdfReport,
  PdfTask,
  SignatureAnswer,
  SignatureTask,
} from './signature-worker.ts'
import type { TrustAnchors } from './trust.ts'
import type { TrustedListAnswer } from './trusted-list.ts'
import type { OpenedP7m, SignatureQuestion } from './verify-p7m.ts'

export type { DetachedReport, PdfReport } from './signature-worker.ts'
export type { OpenedP7m, SignatureQuestion } from './verify-p7m.ts'

/** Nothing was read: it took more time or memory than it may, or too many wait already. */
export type Unread = { is: 'timed out' } | { is: 'busy' }

/** What is asked about an uploaded PDF. */
export interface PdfQuestion {
  at: Date
  anchors: TrustAnchors
  issued: IssuedForms
}

/** Reads and judges signed files off the event loop. `bytes` are copied: they stay the caller's. */
export interface SignatureReader {
  /**
   * What is to be said of a p7m; any bytes are answered, also when it took too long or too many wait. Those of one account
   * (`whose`) are read one after the other, in turns with those of others.
   */
  verifyP7m(bytes: Uint8Array, question: SignatureQuestion, whose?: string): Promise<SignatureReport>
  /** The same with the innermost content, for who wants to read it; `maxBytes` bounds the file. */
  openP7m(
    bytes: Uint8Array,
    question: Pick<SignatureQuestion, 'at' | 'anchors' | 'judgedFor'> & { maxBytes: number },
  ): Promise<OpenedP7m>
  /** What is to be said of a signature (DER) over `content`, such as that of an e-mail. */
  verifyDetached(
    cms: Uint8Array,
    content: Uint8Array,
    question: Pick<SignatureQuestion, 'at' | 'anchors'>,
    whose?: string,
  ): Promise<DetachedReport>
  /** What a reviewer may know of an uploaded PDF: its signatures, and whether it is a form we issued. */
  readPdf(bytes: Uint8Array, question: PdfQuestion): Promise<({ is: 'read' } & PdfReport) | Unread>
  /** A trusted list signed with one of the certificates `known` (DER). */
  readTrustedList(bytes: Uint8Array, known: readonly Uint8Array[]): Promise<TrustedListAnswer | Unread>
  load(): WorkerLoad
  /** Waits for the file in hand, then ends the worker; later calls are answered `busy`. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const LIST_TIMEOUT_MS = 60_000

/**
 * Makes a reader. Its worker starts with the first file, is replaced after running out of time or memory, and never
 * keeps the process alive. `waiting` files may queue (default 8), each may take `timeoutMs` (default 5 s). With
 * `revocation` authorities are asked about the certificates of who is trusted; meanwhile the worker reads other files.
 */
export function signatureReader(
  options: {
    waiting?: number
    timeoutMs?: number
    revocation?: RevocationNetwork | undefined
    onGaveUp?: (limit: WorkerLimit) => void
  } = {},
): SignatureReader {
  const pool = workerPool<SignatureTask, SignatureAnswer>({
    file: './signature-worker',
    besides: import.meta.url,
    atOnce: 1,
    waiting: options.waiting ?? 8,
    timeoutMs: options.timeoutMs ?? 5_000,
    heapMb: 384,
    onGaveUp: options.onGaveUp,
  })
  const judge: StatusJudge = async (bytes, question) => {
    const own = new Uint8Array(bytes)
    const answer = await pool.ask({ is: 'revocation', bytes: own, ...question }, { transfer: [own.buffer] })
    return answer.is === 'revocation' ? answer.status : { is: 'not usable' }
  }
  const wantsLinks = options.revocation !== undefined
  const revocationOf = options.revocation && revocationChecks(options.revocation, judge)
  const assess = async (signers: readonly SignerReport[], links: Links, at: Date) => {
    const asked = signers.map((report, i) => ({ report, links: links[i] ?? null, at }))
    const answers = (await revocationOf?.(asked)) ?? []
    for (const [i, answer] of answers.entries()) {
      const signer = signers[i]
      if (signer !== undefined) signer.revocation = answer
    }
  }
  let sent = ''
  const withAnchors = async (
    bytes: Uint8Array,
    task: P7mTask | PdfTask | DetachedTask,
    anchors: TrustAnchors,
    whose?: string,
  ) => {
    const ask = (inFull: boolean) => {
      const own = new Uint8Array(bytes)
      const given = { bytes: own, ...task, wantsLinks, anchorsId: anchors.id, ...(inFull ? { anchors } : {}) }
      return pool.ask(given, { transfer: [own.buffer], ...(whose === undefined ? {} : { whose }) })
    }
    const first = await ask(sent !== anchors.id)
    const answer = first.is === 'anchors needed' ? await ask(true) : first
    if (answer.is === 'opened' || answer.is === 'pdf' || answer.is === 'detached') sent = anchors.id
    return answer
  }
  const open = async (
    bytes: Uint8Array,
    wantsContent: boolean,
    { anchors, ...question }: SignatureQuestion,
    whose?: string,
  ) => {
    const answer = await withAnchors(bytes, { is: 'p7m', question, wantsContent }, anchors, whose)
    if (answer.is === 'opened') await assess(answer.report.signers, answer.links, question.at)
    return openedFrom(answer)
  }
  const close = () => pool.close()
  return {
    verifyP7m: async (bytes, question, whose) => (await open(bytes, false, question, whose)).report,
    openP7m: (bytes, question) => open(bytes, true, question),
    async verifyDetached(cms, content, { anchors, at }, whose) {
      const answer = await withAnchors(cms, { is: 'detached', content, at }, anchors, whose)
      if (answer.is !== 'detached') return { readable: unread(answer), signers: [], certificates: [] }
      await assess(answer.signers, answer.links, at)
      const { readable, signers, certificates } = answer
      return { readable, signers, certificates }
    },
    async readPdf(bytes, { anchors, ...asked }) {
      const answer = await withAnchors(bytes, { is: 'pdf', ...asked }, anchors)
      if (answer.is !== 'pdf') return unread(answer)
      const signers = answer.report.signatures.flatMap((one) => one.signers)
      await assess(signers, answer.links, asked.at)
      return { is: 'read', ...answer.report }
    },
    async readTrustedList(bytes, known) {
      const own = new Uint8Array(bytes)
      const task = { is: 'trusted list', bytes: own, known } as const
      const answer = await pool.ask(task, { transfer: [own.buffer], timeoutMs: LIST_TIMEOUT_MS })
      return answer.is === 'trusted list' ? answer.answer : unread(answer)
    },
    load: () => pool.load(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function openedFrom(answer: SignatureAnswer | PoolAnswer): OpenedP7m {
  if (answer.is !== 'opened') return { report: { readable: unread(answer), signers: [] } }
  return { report: answer.report, ...(answer.content && { content: answer.content }) }
}

function unread(answer: SignatureAnswer | PoolAnswer): Unread {
  return { is: answer.is === 'gave up' ? 'timed out' : 'busy' }
}
