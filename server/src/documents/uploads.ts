// Reads upload bodies in worker threads: few at a time, in turn, each with a time and memory limit.
import { Worker } from 'node:worker_threads'
import type { UploadRules, WorkerAnswer, WorkerQuestion } from './upload-worker.ts'

export type { UploadedDocument, UploadedEntry, UploadRules } from './upload-worker.ts'

/**
 * An upload body, read. `body` is the JSON object without its member `documenti`, which is given decoded:
 * one entry for a string, n for an array, `absent` for a missing, null or empty one.
 * `busy`: too many uploads wait already. `gave up`: the body cost more than its limits.
 */
export type ParsedUpload = WorkerAnswer | { is: 'gave up'; why: 'time' | 'memory' } | { is: 'busy' }

/** Reads upload bodies off the event loop. */
export interface UploadReader {
  /**
   * Takes `raw` apart (contract 1.8, 2.7). The bytes are transferred, not copied: do not use `raw` afterwards.
   * Rejects only when the worker itself is broken.
   */
  read(raw: Uint8Array, rules: UploadRules): Promise<ParsedUpload>
  /** Waits for the uploads in hand, then ends the workers; later calls answer `busy`. */
  close(): Promise<void>
}

type Task = WorkerQuestion & { done(answer: ParsedUpload): void; failed(error: unknown): void }

/**
 * Makes an upload reader. Workers start with the first upload, are replaced after running out of time or memory, and
 * never keep the process alive while idle. `atOnce` uploads are read together (default 2), `waiting` more may queue
 * (default 8), each may take `timeoutMs` (default 10 s) from when its turn comes.
 */
export function uploadReader(options: { atOnce?: number; waiting?: number; timeoutMs?: number } = {}): UploadReader {
  return new WorkerPool(options.atOnce ?? 2, options.waiting ?? 8, options.timeoutMs ?? 10_000)
}

class WorkerPool implements UploadReader {
  private readonly idle: Worker[] = []
  private readonly running = new Set<Promise<void>>()
  private readonly queue: Task[] = []
  private closed = false
  private readonly atOnce: number
  private readonly waiting: number
  private readonly timeoutMs: number

  constructor(atOnce: number, waiting: number, timeoutMs: number) {
    this.atOnce = atOnce
    this.waiting = waiting
    this.timeoutMs = timeoutMs
  }

  read(raw: Uint8Array, rules: UploadRules): Promise<ParsedUpload> {
    const isFull = this.running.size >= this.atOnce && this.queue.length >= this.waiting
    if (this.closed || isFull) return Promise.resolve({ is: 'busy' })
    return new Promise((done, failed) => {
      this.queue.push({ raw, rules, done, failed })
      this.startNext()
    })
  }

  async close(): Promise<void> {
    this.closed = true
    while (this.running.size > 0) await Promise.all(this.running)
    await Promise.all(this.idle.splice(0).map((worker) => worker.terminate()))
  }

  private startNext(): void {
    if (this.running.size >= this.atOnce) return
    const task = this.queue.shift()
    if (task === undefined) return
    const run = this.run(task).finally(() => {
      this.running.delete(run)
      this.startNext()
    })
    this.running.add(run)
  }

  private async run(task: Task): Promise<void> {
    try {
      const worker = this.idle.pop() ?? startWorker()
      const answer = await ask(worker, task, this.timeoutMs)
      if (answer.is === 'gave up') await worker.terminate()
      else this.idle.push(worker)
      task.done(answer)
    } catch (error) {
      task.failed(error)
    }
  }
}

function ask(worker: Worker, { raw, rules }: WorkerQuestion, timeoutMs: number): Promise<ParsedUpload> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      // A worker that is ended while idle must not take the process with it.
      worker.on('error', () => undefined)
      worker.unref()
      finish()
    }
    const timer = setTimeout(() => settle(() => resolve({ is: 'gave up', why: 'time' })), timeoutMs)
    worker.removeAllListeners()
    worker.on('message', (answer: WorkerAnswer) => settle(() => resolve(answer)))
    worker.on('error', (error) =>
      settle(() => (isOutOfMemory(error) ? resolve({ is: 'gave up', why: 'memory' }) : reject(error))),
    )
    worker.on('exit', (code) => settle(() => reject(new Error(`the upload worker ended by itself (${code})`))))
    worker.ref()
    const own = ownBuffer(raw)
    worker.postMessage({ raw: own, rules } satisfies WorkerQuestion, [own.buffer])
  })
}

/** Small buffers share Node's pool, which cannot be transferred: they are copied. */
function ownBuffer(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = raw
  const isWhole = buffer instanceof ArrayBuffer && raw.byteLength === buffer.byteLength && raw.byteLength > 65_536
  return isWhole ? new Uint8Array(buffer) : Uint8Array.from(raw)
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 }

function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./upload-worker.js', import.meta.url), { execArgv: [], resourceLimits })
  }
  // From sources (tests, development) the thread needs tsx; `--import tsx` has no effect in a thread on Node 20.
  const tsx = import.meta.resolve('tsx/esm/api')
  const file = new URL('./upload-worker.ts', import.meta.url).href
  const start = `import(${JSON.stringify(tsx)}).then((tsx) => (tsx.register(), import(${JSON.stringify(file)})))`
  return new Worker(start, { eval: true, execArgv: [], resourceLimits })
}
