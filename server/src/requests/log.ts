// Notes requests for the accounts that made them. They are written together some moments later, so that no answer waits
// for it; a process that is killed loses those of its last moments. What is refused as too many costs next to nothing: those
// alike that wait together are one row, and counted.
import type { Database } from '../store/database.ts'
import { cannotForNow, looksAway } from '../store/outage.ts'
import { insertRequests } from './table.ts'
import type { NotedRequest } from './table.ts'

export interface RequestLog {
  /** Notes a request once it is known whose it was; what is nobody's is not noted. Must not reject. */
  note(request: Promise<NotedRequest | undefined>): void
  /** Resolves once everything noted so far is written, or could not be. */
  settled(): Promise<void>
  /** Writes what is left. */
  close(): Promise<void>
}

export interface RequestLogOptions {
  database: Database
  /** Hears that requests could not be written; they are tried again. */
  onProblem(error: unknown): void
  /** Hears how many had to be dropped, as there were too many. */
  onDropped(count: number): void
}

const WRITTEN_AFTER_MS = 250
const TRIED_AGAIN_AFTER_MS = 2_000
const AT_ONCE = 500
const MOST_WAITING = 20_000
/** The refusal of one that is too many. */
const TOO_MANY = 105

/** The request log of a process. */
export function requestLog({ database, onProblem, onDropped }: RequestLogOptions): RequestLog {
  const unknown = new Set<Promise<void>>()
  let waiting: NotedRequest[] = []
  const tooMany = new Map<string, NotedRequest>()
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    while (waiting.length > 0) {
      tooMany.clear()
      const batch = waiting.slice(0, AT_ONCE)
      try {
        await insertRequests(database.kysely, batch)
      } catch (error) {
        onProblem(error)
        if (looksAway(error) || cannotForNow(error)) return later(TRIED_AGAIN_AFTER_MS)
        // What can never be written must not keep the rest waiting.
        onDropped(batch.length)
      }
      waiting = waiting.slice(batch.length)
    }
  }

  function begin(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined
      if (waiting.length > 0) later(WRITTEN_AFTER_MS)
    })
    return writing
  }

  function later(afterMs: number): void {
    timer ??= setTimeout(() => void begin(), afterMs).unref()
  }

  function add(request: NotedRequest): void {
    if (request.error === TOO_MANY) {
      const { credentialId, method, path, ip } = request
      const alike = `${credentialId} ${method} ${path} ${ip}`
      const first = tooMany.get(alike)
      if (first !== undefined) return void (first.times += request.times)
      tooMany.set(alike, request)
    }
    waiting.push(request)
    if (writing === undefined) later(WRITTEN_AFTER_MS)
  }

  async function settled(): Promise<void> {
    await Promise.all(unknown)
    await begin()
  }

  return {
    note(request) {
      if (waiting.length + unknown.size >= MOST_WAITING) return onDropped(1)
      const added = request.then((known) => {
        unknown.delete(added)
        if (known !== undefined) add(known)
      })
      unknown.add(added)
    },
    settled,
    async close() {
      await settled()
      clearTimeout(timer)
    },
  }
}
