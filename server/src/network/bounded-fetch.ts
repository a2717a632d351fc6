// Fetches a few bytes from an untrusted address, when only these matter.
import { boundedExchange } from './bounded-exchange.ts'
import type { ExchangeOptions } from './bounded-exchange.ts'

/** The request: GET without a body, POST with one. */
export interface FetchQuestion {
  url: string
  maxBytes: number
  body?: { type: string; bytes: Uint8Array }
}

/** `no answer`: no connection, a timeout, or a status other than 200. */
export type FetchAnswer = { is: 'fetched'; bytes: Uint8Array } | { is: 'no answer' } | { is: 'too large' }

export interface BoundedFetch {
  fetch(question: FetchQuestion): Promise<FetchAnswer>
  /** Waits for running requests; later ones return `no answer`. */
  close(): Promise<void>
}

/** Creates a bounded fetcher with the bounds of boundedExchange. Never rejects. */
export function boundedFetch(options: ExchangeOptions): BoundedFetch {
  const { exchange, close } = boundedExchange(options)
  return {
    close,
    async fetch(question) {
      const answer = await exchange({ ...question, method: question.body === undefined ? 'GET' : 'POST' })
      if (answer.is === 'too large') return answer
      const isFetched = answer.is === 'answered' && answer.status === 200
      return isFetched ? { is: 'fetched', bytes: answer.bytes } : { is: 'no answer' }
    },
  }
}
