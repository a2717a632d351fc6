// A server of ours whose only provider is another one of ours, in another process, behind a proxy that fails as told.
import { afterAll, beforeAll } from 'vitest'
import { boundedExchange } from '../network/bounded-exchange.ts'
import type { BoundedExchange } from '../network/bounded-exchange.ts'
import { providersFrom } from '../providers/routing.ts'
import { upstreamProvider } from '../providers/upstream/adapter.ts'
import type { Trouble } from '../providers/upstream/client.ts'
import { startFaultProxy } from './fault-proxy.ts'
import type { FaultProxy } from './fault-proxy.ts'
import { startSeparateSandbox } from './separate-sandbox.ts'
import type { SeparateSandbox } from './separate-sandbox.ts'
import { startServer } from './world.ts'
import type { World } from './world.ts'

export interface UpstreamWorld {
  world: World
  readonly back: SeparateSandbox
  readonly proxy: FaultProxy
  troubles: Trouble[]
  /** Lets both servers' time pass, the other one's first, until nothing waits any more. */
  settle(): Promise<void>
}

const ANSWERS_WITHIN_MS = 1_500

/** Starts both for a test file. */
export function startUpstreamWorld(): UpstreamWorld {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  const troubles: Trouble[] = []
  let running: { back: SeparateSandbox; proxy: FaultProxy; exchange: BoundedExchange } | undefined
  const current = () => {
    if (running === undefined) throw new Error('the other server is not running yet')
    return running
  }
  beforeAll(async () => {
    const back = await startSeparateSandbox({
      RENEWAL_GUARD_SECONDS: '0',
      SANDBOX_CREDIT: '1000000.00',
      // Only its clock decides, not how long a test takes.
      SANDBOX_PROVIDER_DELAY_MS: '30000',
    })
    const proxy = await startFaultProxy(back.baseUrl)
    const exchange = boundedExchange({ privateAddresses: 'allow', version: '0', timeoutMs: ANSWERS_WITHIN_MS })
    running = { back, proxy, exchange }
    const upstream = upstreamProvider({
      name: 'vendor',
      baseUrl: proxy.url,
      token: back.token,
      callsPerMinute: 60_000,
      exchange,
      onTrouble: (trouble) => void troubles.push(trouble),
    })
    world.context.providers = providersFrom([upstream])
  }, 60_000)
  afterAll(async () => {
    await running?.exchange.close()
    await running?.proxy.close()
    await running?.back.close()
  })
  return {
    world,
    troubles,
    get back() {
      return current().back
    },
    get proxy() {
      return current().proxy
    },
    async settle() {
      await current().proxy.release()
      // Long enough for an operation to be given up, and for what waits to be asked about.
      for (let minutes = 0; minutes < 7; minutes += 1) {
        if (minutes < 2) await current().back.advance('PT1M')
        await world.pass(60_000)
      }
    },
  }
}
