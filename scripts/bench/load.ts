// The load generator, a separate process: autocannon with fresh values for each request.
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

export interface Load {
  url: string
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  headers: Record<string, string>
  /** Paths of successive requests; the last one repeats. */
  paths: string[]
  /** Body of the requests; `{n}` in it is replaced by the number of the request. */
  body?: string
  /** Values of the header x-fresh of successive requests, with `{n}` replaced likewise. */
  fresh?: string[]
  /** Total number of requests; without it the load runs for `seconds`. */
  amount?: number
  seconds?: number
  from: number
}

const load: Load = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
let sent = 0
let answered = 0
let firstMs = 0
let lastMs = 0
const options: autocannon.Options = {
  url: load.url,
  connections: 10,
  ...(load.amount === undefined ? { duration: load.seconds ?? 3 } : { amount: load.amount }),
  requests: [
    {
      method: load.method,
      setupRequest(request) {
        if (sent === 0) firstMs = performance.now()
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
}
const result = await new Promise<autocannon.Result>((resolve, reject) => {
  const running = autocannon(options, (error: Error | null, seen: autocannon.Result) =>
    error === null ? resolve(seen) : reject(error),
  )
  running.on('response', () => {
    answered += 1
    lastMs = performance.now()
  })
})
process.stdout.write(
  JSON.stringify({
    // Its own duration is in whole seconds where an amount is asked.
    perSecond: (answered * 1_000) / (lastMs - firstMs),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  }),
)
