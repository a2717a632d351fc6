// The operator's file of providers and routes (docs/providers.md). It is read and checked before anything is made.
import { isBoxType } from '../model/box-types.ts'
import type { BoxType } from '../model/box-types.ts'
import { domainProviders } from '../model/certified-domain.ts'
import type { DomainProvider } from '../model/certified-domain.ts'
import { resourceKinds } from '../model/resource-kind.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { isSigningSecret } from '../model/message-signature.ts'
import type { Mode } from '../model/strictness.ts'
import { parseHttpUrl } from '../network/http-url.ts'
import { providerKinds } from './port/capabilities.ts'

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

/** Which place in the file cannot be used, and what was expected there; never what stands there. */
export class ProvidersFileError extends Error {
  override name = 'ProvidersFileError'

  constructor(place: string, expected: string) {
    super(`PROVIDERS_FILE: ${place} must be ${expected}`)
  }
}

/** A provider as the file declares it. */
export type DeclaredProvider = { name: string; kind: 'sandbox' | 'back-office' } | DeclaredUpstream | DeclaredConnector

export interface DeclaredUpstream {
  name: string
  kind: 'upstream'
  /** Without a slash at the end. */
  baseUrl: string
  token: string
  callsPerMinute: number
}

export interface DeclaredConnector {
  name: string
  kind: 'connector'
  /** Without a slash at the end. */
  baseUrl: string
  /** `whsec_…` */
  secret: string
}

/** Where secrets are found: never in the file itself. Undefined where there is none; `file` may throw. */
export interface SecretSource {
  variable(name: string): string | undefined
  file(path: string): string | undefined
}

export interface ProvidersPlan {
  providers: readonly DeclaredProvider[]
  routes: readonly Route[]
}

const NAME = /^[a-z][a-z0-9-]{0,31}$/
const MOST_ENTRIES = 1_000

/** Reads the text of the file. Throws ProvidersFileError for the first place that cannot be used. */
export function readProvidersFile(text: string, mode: Mode, secrets: SecretSource): ProvidersPlan {
  const file = members(parsed(text), 'the file', ['providers', 'routes'])
  const declared = Object.entries(members(file.providers, 'providers'))
  if (declared.length === 0 || declared.length > MOST_ENTRIES)
    throw new ProvidersFileError('providers', 'an object of name to provider')
  const providers = declared.map(([name, given]) => providerIn(name, given, mode, secrets))
  return { providers, routes: routesIn(file.routes, new Set(providers.map(({ name }) => name))) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProvidersFileError('the file', 'JSON')
  }
}

function providerIn(name: string, given: unknown, mode: Mode, secrets: SecretSource): DeclaredProvider {
  if (!NAME.test(name)) throw new ProvidersFileError('every name in providers', 'lower-case letters, digits and dashes')
  const place = `providers.${name}`
  const { kind: word } = members(given, place)
  const kinds = providerKinds.filter((kind) => kind !== 'sandbox' || mode === 'sandbox')
  const kind = kinds.find((one) => one === word)
  if (kind === undefined) throw new ProvidersFileError(`${place}.kind`, kinds.join(' or '))
  // Orders from before there was a file are kept under the names of the built-in kinds.
  if (providerKinds.some((one) => one === name) && name !== kind)
    throw new ProvidersFileError(`${place}.kind`, `${name}, as it has the name of that kind`)
  if (kind === 'upstream') return { name, kind, ...upstreamIn(given, place, { mode, secrets }) }
  if (kind === 'connector') return { name, kind, ...connectorIn(given, place, { mode, secrets }) }
  members(given, place, ['kind'])
  return { name, kind }
}

const CALLS_PER_MINUTE = 60
const MOST_CALLS_PER_MINUTE = 60_000

function upstreamIn(
  given: unknown,
  place: string,
  { mode, secrets }: { mode: Mode; secrets: SecretSource },
): Pick<DeclaredUpstream, 'baseUrl' | 'token' | 'callsPerMinute'> {
  const known = ['kind', 'baseUrl', 'token', 'callsPerMinute']
  const { baseUrl, token, callsPerMinute = CALLS_PER_MINUTE } = members(given, place, known)
  const isCount = typeof callsPerMinute === 'number' && Number.isInteger(callsPerMinute) && callsPerMinute >= 1
  if (!isCount || callsPerMinute > MOST_CALLS_PER_MINUTE)
    throw new ProvidersFileError(`${place}.callsPerMinute`, `a whole number from 1 to ${MOST_CALLS_PER_MINUTE}`)
  return {
    baseUrl: baseUrlIn(baseUrl, `${place}.baseUrl`, mode),
    token: secretIn(token, `${place}.token`, secrets),
    callsPerMinute,
  }
}

function connectorIn(
  given: unknown,
  place: string,
  { mode, secrets }: { mode: Mode; secrets: SecretSource },
): Pick<DeclaredConnector, 'baseUrl' | 'secret'> {
  const { baseUrl, secret: named } = members(given, place, ['kind', 'baseUrl', 'secret'])
  const secret = secretIn(named, `${place}.secret`, secrets)
  const expected = 'the name of a variable or file that holds whsec_ and the base64 of 24 to 64 bytes'
  if (!isSigningSecret(secret)) throw new ProvidersFileError(`${place}.secret`, expected)
  return { baseUrl: baseUrlIn(baseUrl, `${place}.baseUrl`, mode), secret }
}

/** A token goes over plain http to this machine alone, except in a sandbox. */
function baseUrlIn(given: unknown, place: string, mode: Mode): string {
  const expected = 'an address such as https://pec.example.it, without user, query or fragment'
  const target = parseHttpUrl(typeof given === 'string' ? given : '')
  if (target.is !== 'url' || target.url.search + target.url.hash !== '') throw new ProvidersFileError(place, expected)
  const { protocol, hostname, href } = target.url
  const isOpen = protocol === 'http:' && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  if (isOpen && mode === 'production') throw new ProvidersFileError(place, 'an https address')
  return href.replace(/\/+$/, '')
}

function secretIn(given: unknown, place: string, source: SecretSource): string {
  const { env, file: path } = members(given, place, ['env', 'file'])
  const isNamed = (typeof env === 'string') !== (typeof path === 'string')
  if (!isNamed) throw new ProvidersFileError(place, '{ "env": NAME } or { "file": PATH }')
  const secret = (typeof env === 'string' ? source.variable(env) : fileText(source, String(path)))?.trim() ?? ''
  if (/^[\x21-\x7e]{8,4096}$/.test(secret)) return secret
  throw new ProvidersFileError(place, 'the name of a variable or file that holds 8 printable characters or more')
}

/** Undefined also for what cannot be read, such as a folder or a file of somebody else. */
function fileText({ file }: SecretSource, path: string): string | undefined {
  try {
    return file(path)
  } catch {
    return undefined
  }
}

function routesIn(given: unknown, known: ReadonlySet<string>): Route[] {
  const expected = 'an array of routes, the last one without a condition'
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_ENTRIES)
    throw new ProvidersFileError('routes', expected)
  const routes = given.map((one: unknown, index) => routeIn(one, `routes[${index}]`, known))
  if (Object.keys(routes.at(-1) ?? {}).length > 1) throw new ProvidersFileError(`routes[${routes.length - 1}]`, LAST)
  for (const [index, route] of routes.entries()) {
    const earlier = routes.slice(0, index).findIndex((one) => takesAllOf(one, route))
    const expected = `left out or put before routes[${earlier}], which takes all its orders`
    if (earlier !== -1) throw new ProvidersFileError(`routes[${index}]`, expected)
  }
  return routes
}

/** Whether every order that fits one route fits another: then nothing reaches that route behind the other. */
function takesAllOf(other: Route, route: Route): boolean {
  const isWithin = <T>(narrow: T | readonly T[] | undefined, wide: T | readonly T[] | undefined) =>
    wide === undefined || (narrow !== undefined && [narrow].flat().every((value) => [wide].flat().includes(value)))
  return (
    isWithin(route.resource, other.resource) &&
    isWithin(route.tipo_casella, other.tipo_casella) &&
    isWithin(route.dominio, other.dominio) &&
    isWithin(route.fornitore, other.fornitore) &&
    isWithin(route.account, other.account)
  )
}

const LAST = 'a provider alone, as the last route takes everything'
const conditions = ['resource', 'tipo_casella', 'dominio', 'fornitore', 'account', 'provider']

function routeIn(given: unknown, place: string, known: ReadonlySet<string>): Route {
  const { resource, tipo_casella, dominio, fornitore, account, provider } = members(given, place, conditions)
  if (typeof provider !== 'string' || !known.has(provider))
    throw new ProvidersFileError(`${place}.provider`, `one of ${[...known].join(', ')}`)
  return {
    ...(resource !== undefined && { resource: one(resource, isKind, `${place}.resource`, resourceKinds.join(' or ')) }),
    ...(tipo_casella !== undefined && { tipo_casella: boxTypesIn(tipo_casella, `${place}.tipo_casella`) }),
    ...(dominio !== undefined && { dominio: texts(dominio, `${place}.dominio`, (name) => name.toLowerCase()) }),
    ...(fornitore !== undefined && {
      fornitore: one(fornitore, isDomainProvider, `${place}.fornitore`, Object.keys(domainProviders).join(' or ')),
    }),
    ...(account !== undefined && { account: texts(account, `${place}.account`) }),
    provider,
  }
}

const isKind = (word: unknown): word is ResourceKind => resourceKinds.some((kind) => kind === word)
const isDomainProvider = (word: unknown): word is DomainProvider =>
  typeof word === 'string' && Object.hasOwn(domainProviders, word)

function one<T>(value: unknown, is: (value: unknown) => value is T, place: string, expected: string): T {
  if (is(value)) return value
  throw new ProvidersFileError(place, expected)
}

function boxTypesIn(given: unknown, place: string): BoxType[] {
  const types = texts(given, place, (type) => type.toUpperCase())
  if (types.every(isBoxType)) return types
  throw new ProvidersFileError(place, 'a list of box types such as ["GOLD", "SILVER"]')
}

/** One text, or a list of them. */
function texts(given: unknown, place: string, written = (text: string) => text): string[] {
  const list: unknown[] = Array.isArray(given) ? given : [given]
  const read = list.filter((text) => typeof text === 'string').map(written)
  if (read.length > 0 && read.length === list.length && !read.includes('')) return read
  throw new ProvidersFileError(place, 'a list of texts')
}

/** The members of an object; none but those named, where they are named. */
export function members(given: unknown, place: string, known?: readonly string[]): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ProvidersFileError(place, 'an object')
  const unknown = known && Object.keys(given).some((name) => !known.includes(name))
  if (unknown) throw new ProvidersFileError(place, `an object with no members but ${known.join(', ')}`)
  return { ...given }
}
