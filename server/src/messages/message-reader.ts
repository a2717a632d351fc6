// Takes messages apart in a worker thread: one at a time, within size and time.
import { workerPool } from '../documents/worker-pool.ts'
import type { ReadMessage } from './read-message.ts'

/** Takes messages apart off the event loop. `bytes` are copied: they stay the caller's. */
export interface MessageReader {
  /** Those of one account (`whose`) are read one after the other, in turns with those of others. */
  read(bytes: Uint8Array, whose: string): Promise<{ is: 'read'; message: ReadMessage } | { is: 'timed out' | 'busy' }>
  /** Waits for the message in hand, then ends the worker; later calls are answered `busy`. */
  close(): Promise<void>
}

/** Makes a reader. Its worker starts with the first message; each may take `timeoutMs` (default 10 s). */
export function messageReader({ timeoutMs = 10_000 } = {}): MessageReader {
  const pool = workerPool<Uint8Array, ReadMessage & { is?: never }>({
    ...{ file: './message-worker', besides: import.meta.url },
    // As many as may wait: their bytes are counted with their uploads.
    ...{ atOnce: 1, waiting: Infinity, timeoutMs, heapMb: 384 },
  })
  return {
    async read(bytes, whose) {
      const own = new Uint8Array(bytes)
      const answer = await pool.ask(own, { transfer: [own.buffer], whose })
      if (answer.is === undefined) return { is: 'read', message: answer }
      return { is: answer.is === 'gave up' ? 'timed out' : 'busy' }
    },
    close: () => pool.close(),
  }
}
