// Which provider serves what. A resource stays with the provider it was ordered at; the first route that fits a new order
// takes it, and what that provider cannot do goes to the back office.
import type { BoxType } from '../model/box-types.ts'
import type { DomainProvider } from '../model/certified-domain.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Mode } from '../model/strictness.ts'
import { backOfficeProvider } from './back-office/adapter.ts'
import { connectorProvider } from './connector/adapter.ts'
import type { ConnectorOptions } from './connector/client.ts'
import type { ProviderGates } from './gates.ts'
import { can, contradictionsIn } from './port/capabilities.ts'
import type { Capability, Provider } from './port/capabilities.ts'
import type { DeclaredProvider, ProvidersPlan, Route } from './providers-file.ts'
import { sandboxProvider } from './sandbox/adapter.ts'
import { outcomesOfDomain } from './sandbox/outcomes.ts'
import { upstreamProvider } from './upstream/adapter.ts'
import type { UpstreamOptions } from './upstream/client.ts'

/** A new order as far as routes look at it. */
export interface NewOrder {
  resource: ResourceKind
  account: string
  /** The types it may be of: one, unless it is not chosen yet. */
  tipo_casella?: readonly BoxType[]
  dominio?: string
  fornitore?: DomainProvider
}

/** A resource is at a provider that PROVIDERS_FILE does not name. */
export class UnknownProviderError extends Error {
  override name = 'UnknownProviderError'

  constructor(name: string) {
    super(`no provider is called ${name}`)
  }
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
  /** The provider a resource was ordered at; throws `UnknownProviderError` when PROVIDERS_FILE no longer names it. */
  named(name: string): Provider
  /** The same, or in its place one that can do nothing: what only reads needs no provider. */
  orAbsent(name: string): Provider
}

/** What it takes to build providers. */
export interface ProviderOptions {
  sandboxDelayMs: number
  /** How servers of the contract are reached, and who hears what an operator has to see to. */
  upstream: Pick<UpstreamOptions, 'exchange' | 'onTrouble'>
  /** The same for connectors. */
  connector: Pick<ConnectorOptions, 'exchange' | 'realNow' | 'onTrouble'>
  /** Stands between this server and each provider over the network. */
  gates?: Pick<ProviderGates, 'guarded'>
}

/**
 * Builds the providers of a mode: those of the operator's file; without one the simulated one in the sandbox, the back
 * office in production. That one is there beside a file too, for what was ordered at it before.
 */
export function providersIn(mode: Mode, options: ProviderOptions, plan?: ProvidersPlan): Providers {
  const kind = mode === 'sandbox' ? 'sandbox' : 'back-office'
  const own = renamed(kind, inProcess[kind](options))
  const [first, ...others] = plan?.providers.map((declared) => built(declared, options)) ?? [own]
  const all: [Provider, ...Provider[]] = [first ?? own, ...others]
  if (!all.some(({ manifest }) => manifest.name === kind)) all.push(own)
  const guarded = (provider: Provider) => options.gates?.guarded(provider) ?? provider
  const providers = providersFrom([guarded(all[0]), ...all.slice(1).map(guarded)], plan?.routes)
  if (mode === 'production') return providers
  return { ...providers, indexIsAway: (dominio) => outcomesOfDomain(dominio).has('guasto') }
}

const inProcess: Readonly<Record<'sandbox' | 'back-office', (options: ProviderOptions) => Provider>> = {
  sandbox: ({ sandboxDelayMs }) => sandboxProvider({ delayMs: sandboxDelayMs }),
  'back-office': backOfficeProvider,
}

/** A provider under the name it is declared with. */
function built(declared: DeclaredProvider, options: ProviderOptions): Provider {
  if (declared.kind === 'upstream') return upstreamProvider({ ...declared, ...options.upstream })
  if (declared.kind === 'connector') return connectorProvider({ ...declared, ...options.connector })
  return renamed(declared.name, inProcess[declared.kind](options))
}

const renamed = (name: string, provider: Provider): Provider => ({
  ...provider,
  manifest: { ...provider.manifest, name },
})

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
    if (found === undefined) throw new UnknownProviderError(name)
    return found
  }
  const backOffice = all.find(({ manifest }) => manifest.kind === 'back-office')
  return {
    all,
    named,
    orAbsent: (name) => byName.get(name) ?? absent(all[0], name),
    fallback: named(known.at(-1)?.provider ?? all[0].manifest.name),
    inProcess: all.filter(({ manifest }) => manifest.inProcess).map(({ manifest }) => manifest.name),
    forNew(order) {
      const route = known.find((one) => fits(one, order))
      const provider = named(route?.provider ?? all[0].manifest.name)
      return can(provider, takesOrder[order.resource]) ? provider : (backOffice ?? provider)
    },
  }
}

/** Stands for a provider that is no longer there. */
const absent = ({ manifest }: Provider, name: string): Provider => ({
  manifest: { name, kind: manifest.kind, label: name, inProcess: false, can: manifest.can, settings: {} },
  mailboxes: {},
  certifiedDomains: {},
  registryRequests: {},
})

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
    (tipo_casella === undefined || order.tipo_casella?.some((type) => tipo_casella.includes(type)) === true) &&
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
