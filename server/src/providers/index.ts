// The list of providers, explicit.
import type { Mode } from '../model/strictness.ts'
import { backOfficeProvider } from './back-office/adapter.ts'
import type { Provider } from './port.ts'
import { sandboxProvider } from './sandbox/adapter.ts'
import { outcomesOfDomain } from './sandbox/outcomes.ts'

export interface Providers {
  all: readonly Provider[]
  /** The provider that takes new orders. */
  forNewMailboxes: Provider
  /** Whether the index of certified domains is to seem away for a domain: a simulated failure, for whoever tests. */
  indexIsAway?(dominio: string): boolean
  /** Names of those that answer within this process and its transaction. */
  inProcess: readonly string[]
  /** The provider a mailbox was ordered from; throws when this program no longer knows it. */
  named(name: string): Provider
}

/** Builds the providers of a mode: the simulated one in the sandbox, the back office in production. */
export function providersIn(mode: Mode, options: { sandboxDelayMs: number }): Providers {
  if (mode === 'production') return providersFrom([backOfficeProvider()])
  return {
    ...providersFrom([sandboxProvider({ delayMs: options.sandboxDelayMs })]),
    indexIsAway: (dominio) => outcomesOfDomain(dominio).has('guasto'),
  }
}

/** Providers from a list; the first takes new orders. */
export function providersFrom(all: readonly [Provider, ...Provider[]]): Providers {
  for (const { manifest, recall } of all) {
    if (!manifest.inProcess && recall === undefined) throw new TypeError(`${manifest.name} cannot be asked again`)
  }
  return {
    all,
    forNewMailboxes: all[0],
    inProcess: all.filter(({ manifest }) => manifest.inProcess).map(({ manifest }) => manifest.name),
    named(name) {
      const found = all.find((provider) => provider.manifest.name === name)
      if (found === undefined) throw new Error(`no provider is called ${name}`)
      return found
    },
  }
}
