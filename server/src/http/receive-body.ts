// How bodies come in: within their size and time, and within accounts of memory that nobody fills for all.
import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import type { Refusal } from '../errors/refusal.ts'
import { ownerOf } from '../pipeline/access.ts'
import { bodyMemory } from './body-memory.ts'
import type { BodyMemory, Turn } from './body-memory.ts'
import { callerOf } from './caller.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body is large: it may take its time, and is counted. */
    upload?: boolean
  }
  interface FastifyRequest {
    /** Gives back the memory its body was counted with. */
    releaseBody: (() => void) | undefined
  }
}

/** Body limit of calls that carry no document. */
export const SMALL_BODY_BYTES = 1024 * 1024
/** How long a client may take; tests shorten it. */
export const limits = {
  headersWithinMs: 15_000,
  /** A small body. */
  requestWithinMs: 30_000,
  checkConnectionsEveryMs: 1_000,
  /** How long, and how much, of a body is read on that was answered before its end. */
  unreadWithinMs: 5_000,
  unreadBytes: 4 * 1024 * 1024,
  unreadLookMs: 200,
  /** The longest pause of an upload, and how long one may be slower than it must be on the whole. */
  pauseMs: 15_000,
  /** How long an upload waits for its turn. */
  turnWithinMs: 20_000,
}

const MB = 1024 * 1024
const KB = 1024
/** For all bodies at once that are no uploads; such a body is a kilobyte or two. */
const SMALL_BODIES_BYTES = 32 * MB
/** The same for callers without a valid token. */
const STRANGERS_BODIES_BYTES = 16 * MB
/** Never waits for larger ones. */
const USUAL_BODY_BYTES = 16 * KB

/** Receives the body of a request. Rejects with 103, 111, 117 and 119. */
export type BodyReceiver = (request: FastifyRequest, payload: IncomingMessage) => Promise<Buffer>

interface Memories {
  uploads: BodyMemory
  others: BodyMemory
  strangers: BodyMemory
}

/** Makes the receiver of a process. */
export function bodyReceiver(context: Context): BodyReceiver {
  const { MAX_REQUEST_MB, UPLOAD_MEMORY_MB, UPLOAD_MIN_KB_PER_SECOND } = context.settings
  const waitMs = () => limits.turnWithinMs
  const memories: Memories = {
    // The largest upload takes at most the half that one caller may hold.
    uploads: bodyMemory({
      bytes: Math.max(UPLOAD_MEMORY_MB, 2 * MAX_REQUEST_MB) * MB,
      smallBytes: SMALL_BODY_BYTES,
      waitMs,
    }),
    others: bodyMemory({ bytes: SMALL_BODIES_BYTES, smallBytes: USUAL_BODY_BYTES, waitMs }),
    strangers: bodyMemory({ bytes: STRANGERS_BODIES_BYTES, smallBytes: USUAL_BODY_BYTES, waitMs }),
  }
  return async (request, payload) => {
    const { bodyLimit = SMALL_BODY_BYTES, config } = request.routeOptions
    const length = lengthOf(request)
    if (length !== undefined && length > bodyLimit) throw refusal(103)
    // Nobody reads it.
    if (request.is404) return Buffer.alloc(0)
    const way: Way = {}
    const turn = await turnOf(memories, request, length ?? bodyLimit, { context, giveWay: () => way.give?.() })
    const pace = config.upload === true ? uploadPace(UPLOAD_MIN_KB_PER_SECOND * KB) : smallPace(request)
    try {
      const body = await receive(payload, { length, most: bodyLimit, pace, way })
      turn.arrived()
      request.releaseBody = () => turn.release()
      return body
    } catch (error) {
      turn.release()
      throw error
    }
  }
}

async function turnOf(
  memories: Memories,
  request: FastifyRequest,
  bytes: number,
  { context, giveWay }: { context: Context; giveWay: () => void },
): Promise<Turn> {
  const principal = await callerOf(request, context)
  const isUpload = request.routeOptions.config.upload === true
  const memory = principal === undefined ? memories.strangers : isUpload ? memories.uploads : memories.others
  const turn = await memory.take(bytes, principal === undefined ? `from ${request.ip}` : ownerOf(principal), giveWay)
  if (turn === undefined) throw refusal(111)
  return turn
}

function lengthOf({ raw }: FastifyRequest): number | undefined {
  const length = raw.headers['content-length']
  return length === undefined ? undefined : Number(length)
}

/** Whether a body still comes fast enough. */
interface Pace {
  /** In how many milliseconds the next piece must be there; asked once for a body, and after each piece. */
  nextWithinMs(receivedBytes: number): number
}

/** All of it in its time. */
function smallPace({ startedAt }: FastifyRequest): Pace {
  return { nextWithinMs: () => limits.requestWithinMs - (performance.now() - startedAt) }
}

/** As long as it wants, if it keeps coming and is never behind: what came fast is no credit for coming slowly later. */
function uploadPace(bytesPerSecond: number): Pace {
  let dueAtMs = performance.now() + limits.pauseMs
  let counted = 0
  return {
    nextWithinMs(receivedBytes) {
      const now = performance.now()
      dueAtMs = Math.min(now + limits.pauseMs, dueAtMs + ((receivedBytes - counted) / bytesPerSecond) * 1000)
      counted = receivedBytes
      return dueAtMs - now
    },
  }
}

/** How a body that is coming is told that its memory is wanted by others. */
interface Way {
  give?: () => void
}

interface Receiving {
  length: number | undefined
  most: number
  pace: Pace
  way: Way
}

/** The bytes in one piece of memory of their own, which can be given to a worker as it is. */
function receive(payload: IncomingMessage, { length, most, pace, way }: Receiving): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Gone while it waited for its turn.
    if (payload.destroyed) return reject(refusal(117))
    const whole = length === undefined ? undefined : Buffer.allocUnsafeSlow(length)
    const pieces: Buffer[] = []
    let received = 0
    let timer = setTimeout(late, pace.nextWithinMs(0))
    payload.on('data', add).on('end', end).on('error', broken).on('close', broken)
    way.give = () => stop(refusal(111))
    payload.resume()

    function add(piece: Buffer): void {
      received += piece.length
      if (received > most) return stop(refusal(103))
      if (whole === undefined) pieces.push(piece)
      else piece.copy(whole, received - piece.length)
      const withinMs = pace.nextWithinMs(received)
      if (withinMs <= 0) return late()
      clearTimeout(timer)
      timer = setTimeout(late, withinMs)
    }
    function end(): void {
      done()
      resolve(whole ?? Buffer.concat(pieces))
    }
    function late(): void {
      stop(refusal(119))
    }
    /** The client is gone, so nobody reads this. */
    function broken(): void {
      stop(refusal(117))
    }
    function stop(why: Refusal): void {
      done()
      reject(why)
    }
    function done(): void {
      clearTimeout(timer)
      delete way.give
      payload.off('data', add).off('end', end).off('error', broken).off('close', broken)
    }
  })
}
