// Which provider serves what. A resource stays with the provider it was ordered at; the first route that fits a new order
// takes it, and what that provider cannot do goes to the back office.
import type { BoxType } from '../model/box-types.ts'
import type { DomainProvider } from '../model/certified-domain.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Mode } from '../model/strictness.ts'
import { backOfficeProvider } from './back-office/adapter.ts'
import { can, contradictionsIn } from './port/capabilities.ts'
import type { Capability, Provider } from './port/capabilities.ts'
import { sandboxProvider } from './sandbox/adapter.ts'
import { outcomesOfDomain } from './sandbox/outcomes.ts'

/** A new order as far as routes look at it. */
export interface NewOrder {
  resource: ResourceKind
  account: string
  tipo_casella?: BoxType
  dominio?: string
  fornitore?: DomainProvider
}

/** One route: every condition given must hold; lists hold when they name the value. */
export interface Route {
  resource?: ResourceKind
  tipo_casella?: readonly BoxType[]
  dominio?: readonly string[]
  fornitore?: DomainProvider
  account?: readonly string[]
  /** Name of the provider. */
  provider: string
}

export interface Providers {
  all: readonly Provider[]
  /** The provider of the last route, which takes what no other does. */
  fallback: Provider
  /** The provider that takes a new order. */
  forNew(order: NewOrder): Provider
  /** Whether the index of certified domains is to seem away for a domain: a simulated failure, for whoever tests. */
  indexIsAway?(dominio: string): boolean
  /** Names of those that answer within this process and its transaction. */
  inProcess: readonly string[]
  /** The provider a resource was ordered at; throws when this program no longer knows it. */
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

/**
 * Providers from a list, with their routes; without routes the first takes every new order. Throws TypeError for an
 * adapter that is not what its manifest says, a route to nobody, and a last route that does not fit everything.
 */
export function providersFrom(all: readonly [Provider, ...Provider[]], routes?: readonly Route[]): Providers {
  const byName = new Map(all.map((provider) => [provider.manifest.name, provider]))
  const known = routes ?? [{ provider: all[0].manifest.name }]
  const problems = [...all.flatMap(contradictionsIn), ...problemsOf(known, byName)]
  if (problems.length > 0) throw new TypeError(problems.join('; '))
  const named = (name: string) => {
    const found = byName.get(name)
    if (found === undefined) throw new Error(`no provider is called ${name}`)
    return found
  }
  const backOffice = all.find(({ manifest }) => manifest.name === 'back-office')
  return {
    all,
    named,
    fallback: named(known.at(-1)?.provider ?? all[0].manifest.name),
    inProcess: all.filter(({ manifest }) => manifest.inProcess).map(({ manifest }) => manifest.name),
    forNew(order) {
      const route = known.find((one) => fits(one, order))
      const provider = named(route?.provider ?? all[0].manifest.name)
      return can(provider, takesOrder[order.resource]) ? provider : (backOffice ?? provider)
    },
  }
}

/** What a provider needs to take the first order of a kind. */
const takesOrder: Readonly<Record<ResourceKind, Capability>> = {
  mailbox: 'mailboxes.register',
  'certified-domain': 'certifiedDomains.order',
  'registry-request': 'registryRequests.open',
}

function fits(route: Route, order: NewOrder): boolean {
  const { resource, tipo_casella, dominio, fornitore, account } = route
  const names = <T>(list: readonly T[] | undefined, value: T | undefined) =>
    list === undefined || (value !== undefined && list.includes(value))
  return (
    (resource === undefined || resource === order.resource) &&
    (fornitore === undefined || fornitore === order.fornitore) &&
    names(tipo_casella, order.tipo_casella) &&
    names(dominio, order.dominio) &&
    names(account, order.account)
  )
}

function problemsOf(routes: readonly Route[], byName: ReadonlyMap<string, Provider>): string[] {
  const unknown = routes.filter(({ provider }) => !byName.has(provider)).map(({ provider }) => provider)
  const { provider: _, ...conditions } = routes.at(-1) ?? { provider: '' }
  return [
    ...unknown.map((name) => `a route names the provider ${name}, which is not there`),
    ...(routes.length === 0 || Object.keys(conditions).length > 0 ? ['the last route must have no condition'] : []),
  ]
}
