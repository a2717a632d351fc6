// Worker threads for long work on hostile bytes: few at a time, in fair turns, each with a time and memory limit.
import { Worker } from 'node:worker_threads'
import { turns } from './turns.ts'

/** What a piece of work cost too much of. */
export type WorkerLimit = 'time' | 'memory'

/** What a pool has to do just now. */
export interface WorkerLoad {
  running: number
  waiting: number
}

/** What a pool answers itself. `busy`: too many wait already. `gave up`: the work cost more than its limits. */
export type PoolAnswer = { is: 'gave up'; why: WorkerLimit } | { is: 'busy' }

/** Puts questions to worker threads. */
export interface WorkerPool<Question, Answer> {
  /**
   * Gives the worker's answer, or the pool's. `transfer` is moved, not copied: do not use it afterwards.
   * Rejects only when the worker itself is broken.
   */
  ask(question: Question, options?: AskOptions): Promise<Answer | PoolAnswer>
  load(): WorkerLoad
  /** Waits for the work in hand, then ends the workers; later questions are answered `busy`. */
  close(): Promise<void>
}

export interface AskOptions {
  transfer?: ArrayBuffer[]
  /** Instead of the pool's own limit. */
  timeoutMs?: number
  /** Whose it is: everybody has a turn, however much waits of one. */
  whose?: string
}

export interface PoolOptions {
  /** The worker's file without its ending, and the `import.meta.url` of the file that names it. */
  file: string
  besides: string
  atOnce: number
  /** How many more may queue. */
  waiting: number
  /** How long one may take from when its turn comes. */
  timeoutMs: number
  heapMb: number
  /** Hears of work that was given up. */
  onGaveUp?: ((limit: WorkerLimit) => void) | undefined
}

/** Makes a pool. Workers start with the first question, are replaced after running out of time or memory, and never
 * keep the process alive while idle. */
export function workerPool<Question, Answer>(options: PoolOptions): WorkerPool<Question, Answer> {
  return new Pool<Question, Answer>(options)
}

type Task<Q, A> = AskOptions & { question: Q; done(answer: A | PoolAnswer): void; failed(error: unknown): void }

class Pool<Q, A> implements WorkerPool<Q, A> {
  private readonly idle: Worker[] = []
  private readonly running = new Set<Promise<void>>()
  private readonly queue = turns<Task<Q, A>>()
  private closed = false
  private readonly options: PoolOptions

  constructor(options: PoolOptions) {
    this.options = options
  }

  ask(question: Q, options: AskOptions = {}): Promise<A | PoolAnswer> {
    const isFull = this.running.size >= this.options.atOnce && this.queue.size() >= this.options.waiting
    if (this.closed || isFull) return Promise.resolve({ is: 'busy' })
    return new Promise((done, failed) => {
      this.queue.add({ ...options, question, done, failed }, options.whose ?? '')
      this.startNext()
    })
  }

  load(): WorkerLoad {
    return { running: this.running.size, waiting: this.queue.size() }
  }

  async close(): Promise<void> {
    this.closed = true
    while (this.running.size > 0) await Promise.all(this.running)
    await Promise.all(this.idle.splice(0).map((worker) => worker.terminate()))
  }

  private startNext(): void {
    if (this.running.size >= this.options.atOnce) return
    const task = this.queue.next()
    if (task === undefined) return
    const run = this.run(task).finally(() => {
      this.running.delete(run)
      this.startNext()
    })
    this.running.add(run)
  }

  private async run(task: Task<Q, A>): Promise<void> {
    try {
      const worker = this.idle.pop() ?? startWorker(this.options)
      const { answer, gaveUp } = await ask(worker, task, this.options.timeoutMs)
      if (gaveUp === undefined) this.idle.push(worker)
      else {
        this.options.onGaveUp?.(gaveUp)
        await worker.terminate()
      }
      task.done(answer)
    } catch (error) {
      task.failed(error)
    }
  }
}

function ask<Q, A>(
  worker: Worker,
  task: Task<Q, A>,
  limitMs: number,
): Promise<{ answer: A | PoolAnswer; gaveUp?: WorkerLimit }> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      // A worker that is ended while idle must not take the process with it.
      worker.on('error', () => undefined)
      worker.unref()
      finish()
    }
    const gaveUp = (why: WorkerLimit) => resolve({ answer: { is: 'gave up', why }, gaveUp: why })
    const timer = setTimeout(() => settle(() => gaveUp('time')), task.timeoutMs ?? limitMs)
    worker.removeAllListeners()
    worker.on('message', (answer: A) => settle(() => resolve({ answer })))
    worker.on('error', (error) => settle(() => (isOutOfMemory(error) ? gaveUp('memory') : reject(error))))
    worker.on('exit', (code) => settle(() => reject(new Error(`a worker ended by itself (${code})`))))
    worker.ref()
    worker.postMessage(task.question, task.transfer ?? [])
  })
}

/** Bytes that may be transferred. Small buffers share Node's pool, which may not be: they are copied. */
export function ownBuffer(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = raw
  const isWhole = buffer instanceof ArrayBuffer && raw.byteLength === buffer.byteLength && raw.byteLength > 65_536
  return isWhole ? new Uint8Array(buffer) : new Uint8Array(raw)
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function startWorker({ file, besides, heapMb }: PoolOptions): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 }
  if (!besides.endsWith('.ts')) return new Worker(new URL(`${file}.js`, besides), { execArgv: [], resourceLimits })
  // From sources (tests, development) the thread needs tsx; `--import tsx` has no effect in a thread on Node 20.
  const tsx = import.meta.resolve('tsx/esm/api')
  const source = new URL(`${file}.ts`, besides).href
  const start = `import(${JSON.stringify(tsx)}).then((tsx) => (tsx.register(), import(${JSON.stringify(source)})))`
  return new Worker(start, { eval: true, execArgv: [], resourceLimits })
}
