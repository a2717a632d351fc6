// Reads upload bodies in worker threads: few at a time, in turn, each with a time and memory limit.
import type { UploadRules, WorkerAnswer, WorkerQuestion } from './upload-worker.ts'
import { ownBuffer, workerPool } from './worker-pool.ts'
import type { PoolAnswer, WorkerLimit, WorkerLoad } from './worker-pool.ts'

export type { UploadedDocument, UploadedEntry, UploadRules } from './upload-worker.ts'

/**
 * An upload body, read. `body` is the JSON object without its member `documenti`, which is given decoded:
 * one entry for a string, n for an array, `absent` for a missing, null or empty one.
 * `busy`: too many uploads wait already. `gave up`: the body cost more than its limits.
 */
export type ParsedUpload = WorkerAnswer | PoolAnswer

/** Reads upload bodies off the event loop. */
export interface UploadReader {
  /**
   * Takes `raw` apart (contract 1.8, 2.7). The bytes are transferred, not copied: do not use `raw` afterwards. Everybody
   * (`whose`) has a turn. Rejects only when the worker itself is broken.
   */
  read(raw: Uint8Array, rules: UploadRules, whose?: string): Promise<ParsedUpload>
  load(): WorkerLoad
  /** Waits for the uploads in hand, then ends the workers; later calls answer `busy`. */
  close(): Promise<void>
}

/**
 * Makes an upload reader. Workers start with the first upload, are replaced after running out of time or memory, and
 * never keep the process alive while idle. `atOnce` uploads are read together (default 2), `waiting` more may queue
 * (default: all, as who hands them over counts their bytes), each may take `timeoutMs` (default 10 s) from when its turn
 * comes.
 */
export function uploadReader(
  options: { atOnce?: number; waiting?: number; timeoutMs?: number; onGaveUp?: (limit: WorkerLimit) => void } = {},
): UploadReader {
  const pool = workerPool<WorkerQuestion, WorkerAnswer>({
    file: './upload-worker',
    besides: import.meta.url,
    atOnce: options.atOnce ?? 2,
    waiting: options.waiting ?? Infinity,
    timeoutMs: options.timeoutMs ?? 10_000,
    heapMb: 96,
    onGaveUp: options.onGaveUp,
  })
  return {
    async read(raw, rules, whose) {
      const own = ownBuffer(raw)
      return pool.ask({ raw: own, rules }, { transfer: [own.buffer], ...(whose === undefined ? {} : { whose }) })
    },
    load: () => pool.load(),
    close: () => pool.close(),
  }
}
