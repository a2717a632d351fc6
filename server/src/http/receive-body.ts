// How bodies come in: within their size and time, and those of uploads within one account of memory.
import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import type { Refusal } from '../errors/refusal.ts'
import { ownerOf } from '../pipeline/access.ts'
import { bodyMemory } from './body-memory.ts'
import type { BodyMemory, Release } from './body-memory.ts'
import { authorizationOf } from './headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body is large: it may take its time, and is counted. */
    upload?: boolean
  }
  interface FastifyRequest {
    /** Gives back the memory its body was counted with. */
    releaseBody: Release | undefined
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
  /** The longest pause of an upload, and how long one may be slower than it must be on the whole. */
  pauseMs: 15_000,
  /** How long an upload waits for its turn. */
  turnWithinMs: 20_000,
}

const MB = 1024 * 1024
const KB = 1024

/** Receives the body of a request. Rejects with 103, 111, 117 and 119. */
export type BodyReceiver = (request: FastifyRequest, payload: IncomingMessage) => Promise<Buffer>

/** Makes the receiver of a process. */
export function bodyReceiver(context: Context): BodyReceiver {
  const { MAX_REQUEST_MB, UPLOAD_MEMORY_MB, UPLOAD_MIN_KB_PER_SECOND } = context.settings
  const memory = bodyMemory({
    // The largest upload takes at most the half that one caller may hold.
    bytes: Math.max(UPLOAD_MEMORY_MB, 2 * MAX_REQUEST_MB) * MB,
    smallBytes: SMALL_BODY_BYTES,
    waitMs: () => limits.turnWithinMs,
  })
  return async (request, payload) => {
    const { bodyLimit = SMALL_BODY_BYTES, config } = request.routeOptions
    const length = lengthOf(request)
    if (length !== undefined && length > bodyLimit) throw refusal(103)
    if (config.upload !== true) return receive(payload, length, bodyLimit, smallPace(request))
    const release = await turnOf(memory, request, length ?? bodyLimit, context)
    try {
      const body = await receive(payload, length, bodyLimit, uploadPace(UPLOAD_MIN_KB_PER_SECOND * KB))
      request.releaseBody = release
      return body
    } catch (error) {
      release()
      throw error
    }
  }
}

async function turnOf(memory: BodyMemory, request: FastifyRequest, bytes: number, context: Context): Promise<Release> {
  const principal = await context.authenticator.principalOf(authorizationOf(request))
  const release = await memory.take(bytes, principal === undefined ? `from ${request.ip}` : ownerOf(principal))
  if (release === undefined) throw refusal(111)
  return release
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

/** As long as it wants, if it keeps coming and is not too slow on the whole. */
function uploadPace(bytesPerSecond: number): Pace {
  const startedAt = performance.now()
  return {
    nextWithinMs(receivedBytes) {
      const spentMs = performance.now() - startedAt
      return Math.min(limits.pauseMs, limits.pauseMs + (receivedBytes / bytesPerSecond) * 1000 - spentMs)
    },
  }
}

/** The bytes in one piece of memory of their own, which can be given to a worker as it is. */
function receive(payload: IncomingMessage, length: number | undefined, most: number, pace: Pace): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Gone while it waited for its turn.
    if (payload.destroyed) return reject(refusal(117))
    const whole = length === undefined ? undefined : Buffer.allocUnsafeSlow(length)
    const pieces: Buffer[] = []
    let received = 0
    let timer = setTimeout(late, pace.nextWithinMs(0))
    payload.on('data', add).on('end', end).on('error', broken).on('close', broken)
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
      payload.off('data', add).off('end', end).off('error', broken).off('close', broken)
    }
  })
}
