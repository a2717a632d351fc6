// Pages of documents as pictures, drawn in a worker thread: one at a time, in turn, within time, memory and dots.
import type { DrawAnswer, DrawQuestion } from './page-image-worker.ts'
import { workerPool } from './worker-pool.ts'
import type { PoolAnswer, WorkerLimit, WorkerLoad } from './worker-pool.ts'

export type { PageSize } from './page-image-worker.ts'

/** Draws pages off the event loop. */
export interface PageDrawer {
  /** How many pages a document has, and how large the first `most` are. Bytes stay the caller's, everybody has a turn. */
  pagesOf(bytes: Uint8Array, most: number, whose: string): Promise<DrawAnswer | PoolAnswer>
  /** A page, from 1, as a PNG that wide. */
  draw(bytes: Uint8Array, page: number, width: number, whose: string): Promise<DrawAnswer | PoolAnswer>
  load(): WorkerLoad
  /** Waits for the page in hand, then ends the worker. */
  close(): Promise<void>
}

/**
 * Makes a drawer. Its worker starts with the first page and is replaced after running out of time or memory. `waiting`
 * questions may queue (default 12), each may take `timeoutMs` (default 10 s).
 */
export function pageDrawer(
  options: { waiting?: number; timeoutMs?: number; onGaveUp?: (limit: WorkerLimit) => void } = {},
): PageDrawer {
  const pool = workerPool<DrawQuestion, DrawAnswer>({
    file: './page-image-worker',
    besides: import.meta.url,
    atOnce: 1,
    waiting: options.waiting ?? 12,
    timeoutMs: options.timeoutMs ?? 10_000,
    heapMb: 96,
    onGaveUp: options.onGaveUp,
  })
  return {
    pagesOf: (bytes, most, whose) => {
      const own = new Uint8Array(bytes)
      return pool.ask({ is: 'pages', bytes: own, most }, { transfer: [own.buffer], whose })
    },
    draw: (bytes, page, width, whose) => {
      const own = new Uint8Array(bytes)
      return pool.ask({ is: 'draw', bytes: own, page, width }, { transfer: [own.buffer], whose })
    },
    load: () => pool.load(),
    close: () => pool.close(),
  }
}
