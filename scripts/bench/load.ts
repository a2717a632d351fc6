// The load, in a process of its own: autocannon with what each request needs fresh.
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

export interface Load {
  url: string
  method: 'GET' | 'POST' | 'PATCH'
  headers: Record<string, string>
  /** Path of each request in turn; the last one repeats. */
  paths: string[]
  /** Body of each request in turn; `{n}` in it is the request's number. */
  body?: string
  /** Value of the header x-fresh of each request, `{n}` likewise. */
  fresh?: string[]
  /** Requests to send in all; else for `seconds`. */
  amount?: number
  seconds?: number
  from: number
}

const load: Load = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
let sent = 0
const result = await autocannon({
  url: load.url,
  connections: 10,
  ...(load.amount === undefined ? { duration: load.seconds ?? 3 } : { amount: load.amount }),
  requests: [
    {
      method: load.method,
      setupRequest(request) {
        const n = load.from + sent
        const at = Math.min(sent, load.paths.length - 1)
        sent += 1
        const fresh = load.fresh?.[Math.min(sent - 1, (load.fresh?.length ?? 1) - 1)]
        return {
          ...request,
          path: load.paths[at] ?? '/',
          headers: {
            ...load.headers,
            ...(fresh === undefined ? {} : { 'x-fresh': fresh.replaceAll('{n}', String(n)) }),
          },
          ...(load.body === undefined ? {} : { body: load.body.replaceAll('{n}', String(n)) }),
        }
      },
    },
  ],
})
process.stdout.write(
  JSON.stringify({
    perSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  }),
)
