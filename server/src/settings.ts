// Every setting, declared once: how it is parsed, its default and its meaning. The only reader of the environment.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { createRequire } from 'node:module'
import { looksRandom } from './model/secret-text.ts'
import { parseCents } from './model/money.ts'
import { parseServerAddress } from './model/server-address.ts'
import type { Mode } from './model/strictness.ts'

/** An unusable setting. The message is one plain line that names it; start-up ends with exit code 1. */
export class SettingsError extends Error {
  override name = 'SettingsError'
}

interface Setting<T> {
  /** `variable` finds others of the environment, which a file may name. */
  read(text: string, variable: (name: string) => string | undefined): T | undefined
  /** Text as written in the environment; without a fallback the setting may stay unset. */
  fallback?: string | { sandbox?: string; production?: string }
  /** What the documentation shows when there is no fallback. */
  otherwise?: string
  secret?: true
  expects: string
  means: string
}

const setting = <D extends Setting<unknown>>(declared: D): D => declared

const text = (maxLength = 1000) => ({
  read: (value: string) => (value.length <= maxLength && !value.includes('\0') ? value : undefined),
  expects: 'text',
})

const oneOf = <const T extends string>(...values: T[]) => ({
  read: (value: string) => values.find((one) => one === value),
  expects: values.join(' or '),
})

const integer = (least: number, most: number) => ({
  read(value: string) {
    const number = /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN
    return number >= least && number <= most ? number : undefined
  },
  expects: `a whole number from ${least} to ${most}`,
})

const rate = {
  read(value: string): RateLimit | undefined {
    if (value === 'off') return 'off'
    const [, requests, unit] = /^([1-9]\d{0,6})\/(s|min)$/.exec(value) ?? []
    return requests === undefined ? undefined : { requests: Number(requests), windowSeconds: unit === 's' ? 1 : 60 }
  },
  expects: 'off, N/s or N/min',
}

const url = (...schemes: string[]) => ({
  read(value: string) {
    if (!URL.canParse(value)) return undefined
    return schemes.includes(new URL(value).protocol.slice(0, -1)) ? value : undefined
  },
  expects: `an address starting with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
})

function parseKey(value: string): Buffer | undefined {
  const key = Buffer.from(value, 'base64')
  return key.length === 32 && key.toString('base64') === value && new Set(key).size > 8 ? key : undefined
}

/** An IP address, or one with the bits of its network after it. */
function isNetwork(value: string): boolean {
  const [address = '', bits] = value.split(/\/(?=\d{1,3}$)/)
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return most > 0 && Number(bits ?? 0) <= most
}

const networks = {
  read(value: string) {
    const given = value.split(',').map((one) => one.trim())
    return given.every(isNetwork) ? given : undefined
  },
  expects: 'addresses or networks such as 127.0.0.1,10.0.0.0/8',
}

/** Where a proxy is, and what it wants to see. */
function parseProxy(value: string): { host: string; port: number; authorization?: string } | undefined {
  if (!URL.canParse(value)) return undefined
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(value)
  if (protocol !== 'http:' || port === '0' || !['', '/'].includes(pathname + search + hash)) return undefined
  const at = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port) }
  if (username === '' && password === '') return at
  const user = [username, password].map(decoded)
  if (user.includes(undefined)) return undefined
  return { ...at, authorization: `Basic ${Buffer.from(user.join(':')).toString('base64')}` }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Where to listen; port 0 picks a free one. */
function parseListener(value: string): { host: string; port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(value) ?? []
  const host = bracketed ?? plain ?? ''
  return isIP(host) === 0 || Number(digits) > 65_535 ? undefined : { host, port: Number(digits) }
}

const ROLES = ['api', 'jobs'] as const

/** Requests that a token may make in a window; `off` means no limit. */
export type RateLimit = 'off' | { requests: number; windowSeconds: number }

export const settingsTable = {
  MODE: setting({
    ...oneOf('sandbox', 'production'),
    fallback: 'sandbox',
    means:
      'sandbox simulates the provider and is lenient; production is strict and refuses to start on unsafe settings',
  }),
  STRICT: setting({
    ...oneOf('sandbox', 'production'),
    fallback: { sandbox: 'sandbox', production: 'production' },
    means:
      'which checks are made; production in a sandbox: what passes there passes in production, but for addresses, which stay under the test domains, and for what has a setting of its own',
  }),
  HOST: setting({ ...text(255), fallback: '127.0.0.1', means: 'address to listen on' }),
  PORT: setting({ ...integer(0, 65535), fallback: '8080', means: 'port to listen on; 0 picks a free one' }),
  DATA_DIR: setting({
    ...text(),
    fallback: './data',
    means: 'folder of the embedded database, stored documents and sandbox credentials; readable by its user only',
  }),
  DATABASE_URL: setting({
    ...url('postgres', 'postgresql'),
    otherwise: 'the embedded PostgreSQL',
    secret: true,
    means: 'a PostgreSQL server, version 15 or newer',
  }),
  DATABASE_DIRECT_URL: setting({
    ...url('postgres', 'postgresql'),
    otherwise: 'DATABASE_URL',
    secret: true,
    means:
      'the same database without a pooler between; required where DATABASE_URL leads to one in transaction mode, such as PgBouncer',
  }),
  DATABASE_POOL_SIZE: setting({
    ...integer(4, 500),
    fallback: '10',
    means: 'connections to PostgreSQL of this process at most, beside two of its own',
  }),
  PG_BINDIR: setting({
    ...text(),
    otherwise: "the npm package, then the system's PostgreSQL",
    means: 'folder with initdb and postgres, for the embedded database',
  }),
  S3_ENDPOINT: setting({
    ...url('http', 'https'),
    otherwise: 'documents in DATA_DIR/documents',
    means: 'S3-compatible storage for documents',
  }),
  S3_REGION: setting({ ...text(100), fallback: 'us-east-1', means: 'region of the S3 storage' }),
  S3_BUCKET: setting({ ...text(100), otherwise: 'required with S3_ENDPOINT', means: 'bucket of the S3 storage' }),
  S3_ACCESS_KEY_ID: setting({ ...text(200), otherwise: 'required with S3_ENDPOINT', means: 'S3 access key' }),
  S3_SECRET_ACCESS_KEY: setting({
    ...text(200),
    otherwise: 'required with S3_ENDPOINT',
    secret: true,
    means: 'S3 secret key',
  }),
  ENCRYPTION_KEY: setting({
    read: parseKey,
    expects: '32 random bytes in base64, as from: openssl rand -base64 32',
    otherwise: 'generated into DATA_DIR in sandbox; required in production',
    secret: true,
    means: 'key that encrypts documents and secrets at rest; the same for all processes on one database',
  }),
  ENCRYPTION_KEY_PREVIOUS: setting({
    read(value: string) {
      const keys = value.split(',').map((one) => parseKey(one.trim()))
      return keys.every((key) => key !== undefined) ? keys : undefined
    },
    expects: 'a key as ENCRYPTION_KEY was, or several separated by commas',
    otherwise: 'none',
    secret: true,
    means:
      'the key before, while ENCRYPTION_KEY is being changed: it still opens, and seals until `ceralacca keys rotate`',
  }),
  SCOPE_HOST: setting({
    ...text(255),
    fallback: { sandbox: 'test.pec.openapi.it', production: 'pec.openapi.it' },
    means: 'host in token scopes',
  }),
  ROLES: setting({
    read(value: string) {
      const wanted = value.split(',').map((one) => one.trim())
      const roles = ROLES.filter((role) => wanted.includes(role))
      return roles.length === wanted.length ? roles : undefined
    },
    expects: 'api, jobs or api,jobs',
    fallback: 'api,jobs',
    means: 'which parts this process runs',
  }),
  SANDBOX_TOKEN: setting({
    read: (value: string) => (/^[A-Za-z0-9._-]{8,200}$/.test(value) ? value : undefined),
    expects: '8 to 200 letters, digits, dots, dashes or underscores',
    otherwise: 'generated',
    secret: true,
    means:
      'fixed token of the sandbox account, for CI; the one it had before ends at start, and one that was revoked stays so',
  }),
  SANDBOX_API_KEY: setting({
    read: (value: string) => (/^[A-Za-z0-9._-]{8,200}$/.test(value) ? value : undefined),
    expects: '8 to 200 letters, digits, dots, dashes or underscores',
    otherwise: 'generated',
    secret: true,
    means: 'fixed API key of the sandbox account, for CI',
  }),
  SANDBOX_EMAIL: setting({
    read: (value: string) => (/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(value) ? value.toLowerCase() : undefined),
    expects: 'an e-mail address',
    fallback: 'sandbox@example.com',
    means: 'e-mail of the sandbox account',
  }),
  SANDBOX_CREDIT: setting({
    read: (value: string) => parseCents(value),
    expects: 'an amount such as 10000.00',
    fallback: '10000.00',
    means: 'initial credit of the sandbox account, in euro',
  }),
  SANDBOX_PROVIDER_DELAY_MS: setting({
    ...integer(0, 86_400_000),
    fallback: '1000',
    means: 'response time of the simulated provider, in milliseconds',
  }),
  MAIL: setting({
    ...oneOf('off', 'on'),
    fallback: 'off',
    means: "whether the sandbox's mailboxes really send and receive, at a test gestore beside the server",
  }),
  SMTP_PORT: setting({
    ...integer(0, 65535),
    fallback: '2525',
    means: 'with MAIL, the port on which mail clients hand in messages, on HOST; 0 picks a free one',
  }),
  POP3_PORT: setting({
    ...integer(0, 65535),
    fallback: '1110',
    means: 'with MAIL, the port for POP3, on HOST; 0 picks a free one',
  }),
  IMAP_PORT: setting({
    ...integer(0, 65535),
    fallback: '1143',
    means: 'with MAIL, the port for IMAP, on HOST; 0 picks a free one',
  }),
  OPERATOR_TOKEN: setting({
    read: (value: string) => (/^[A-Za-z0-9._-]{8,200}$/.test(value) ? value : undefined),
    expects: '8 to 200 letters, digits, dots, dashes or underscores',
    otherwise: 'generated in sandbox, created with the command line in production',
    secret: true,
    means:
      'bearer token of the first operator; in production at least 32 varied characters, as from: openssl rand -hex 32; the one it had before ends at start, and one that was revoked stays so',
  }),
  CALLBACK_PRIVATE_ADDRESSES: setting({
    ...oneOf('allow', 'deny'),
    fallback: { sandbox: 'allow', production: 'deny' },
    means: 'whether callbacks and revocation checks may connect to private or loopback addresses',
  }),
  CALLBACK_DENIED_NETWORKS: setting({
    ...networks,
    otherwise: 'none besides cloud metadata',
    means:
      'networks that callbacks and revocation checks never connect to, whatever else is allowed; the metadata addresses of clouds are always among them',
  }),
  CALLBACK_PROXY: setting({
    read: parseProxy,
    expects: 'an address such as http://proxy.example:3128 or http://user:password@proxy.example:3128',
    otherwise: 'none: receivers are called directly',
    secret: true,
    means:
      'HTTP proxy for callbacks; it resolves the names of receivers, so only addresses written as such are checked for being private',
  }),
  DNS_SERVERS: setting({
    read(value: string) {
      const servers = value.split(',').map((one) => parseServerAddress(one.trim()))
      return servers.every((one) => one !== undefined) ? servers : undefined
    },
    expects: 'ip:port,ip:port',
    otherwise: "the system's; the sandbox then simulates domain checks",
    means: 'DNS resolvers for domain checks',
  }),
  DOMAIN_RECORDS_FILE: setting({
    ...text(),
    otherwise: 'the publicly known ones: InfoCert',
    means: 'JSON file with the DNS records each provider requires of a certified domain',
  }),
  PRICES_FILE: setting({
    ...text(),
    otherwise: 'built-in prices',
    means: 'JSON file with prices in euro that override the built-in ones',
  }),
  CREDIT_CONFIRMATION_ABOVE: setting({
    read: (value: string) => parseCents(value),
    expects: 'an amount such as 1000.00',
    otherwise: 'never',
    means: 'credit one operator may give an account within a day, in euro; above it a second one has to confirm',
  }),
  PROVIDERS_FILE: setting({
    read: (path: string, variable: (name: string) => string | undefined) =>
      path.includes('\0') || path.length > 1000 ? undefined : { path, variable },
    expects: 'the path of a file',
    otherwise: 'the simulated provider in sandbox, the back office in production',
    means: 'JSON file with the providers and which of them serves what; read at start',
  }),
  PUBLIC_URL: setting({
    read(value: string) {
      if (value.length > 500 || !URL.canParse(value)) return undefined
      const { protocol, username, password, search, hash, href } = new URL(value)
      const isBare = ['http:', 'https:'].includes(protocol) && username + password + search + hash === ''
      return isBare ? href.replace(/\/+$/, '') : undefined
    },
    expects: 'an address such as https://pec.example.it, without user, query or fragment',
    otherwise: 'none: providers are only polled',
    means: 'where providers reach this server with their news',
  }),
  TRUST_ANCHORS_DIR: setting({
    ...text(),
    otherwise: 'none',
    means: 'folder with the PEM certificates of trusted issuers of signatures; read at start',
  }),
  UNASSESSED_SIGNERS: setting({
    ...oneOf('accept', 'refuse'),
    fallback: { sandbox: 'accept', production: 'refuse' },
    means:
      'what to do with signed files (powers of attorney, signed indexes) while no issuer is trusted, by neither TRUST_ANCHORS_DIR nor a trusted list: with accept anybody can sign in the name of anybody',
  }),
  REVOCATION_CHECKS: setting({
    ...oneOf('off', 'on'),
    fallback: 'off',
    means: 'whether to ask certification authorities over the network if the certificates of signatures were revoked',
  }),
  PEC_INDEX_FILE: setting({
    ...text(),
    otherwise: 'none',
    means: 'index of certified domains; imported at start when it differs from the last import and is not older',
  }),
  PEC_INDEX_STALE_DAYS: setting({
    ...integer(1, 3650),
    fallback: '30',
    means: 'age in days at which production answers 503 instead of reporting that a domain is not in the index',
  }),
  EXPIRY_GRACE_DAYS: setting({
    ...integer(0, 365),
    fallback: '90',
    means: 'days after its expiry during which a mailbox, though revoked, can be renewed; then it is closed',
  }),
  ABANDON_AFTER_DAYS: setting({
    ...integer(1, 3650),
    fallback: '90',
    means: 'days after which a registration that was never activated is cancelled and refunded',
  }),
  REVIEW_HOURS: setting({
    ...integer(1, 8_760),
    fallback: '48',
    means: 'hours documents and filings may wait in the operators’ queue for who judges them; then they are overdue',
  }),
  KEEP_ENDED_DAYS: setting({
    ...integer(30, 36_500),
    fallback: '3650',
    means:
      'days for which what closed mailboxes and communications to the Business Register say of people is kept, with their documents; ten years, within which claims from a contract can be made (art. 2946 of the Italian civil code)',
  }),
  KEEP_CANCELLED_DAYS: setting({
    ...integer(1, 36_500),
    fallback: '180',
    means: 'the same of registrations that came to nothing, from their cancellation',
  }),
  KEEP_DELIVERIES_DAYS: setting({
    ...integer(30, 36_500),
    fallback: '400',
    means: 'days for which callbacks are kept, with their bodies, after they were delivered or given up',
  }),
  KEEP_EVENTS_DAYS: setting({
    ...integer(30, 36_500),
    fallback: '400',
    means: 'days for which the feed of events is kept',
  }),
  KEEP_REQUESTS_DAYS: setting({
    ...integer(1, 36_500),
    fallback: '30',
    means: 'days for which every request is logged, with its source address; counts by day stay',
  }),
  KEEP_SOURCES_DAYS: setting({
    ...integer(1, 36_500),
    fallback: '913',
    means:
      'days for which it is known how many requests came from which address; thirty months, as long as providers keep their logs',
  }),
  RENEWAL_GUARD_SECONDS: setting({
    ...integer(0, 86_400),
    fallback: '120',
    means: 'seconds during which an identical renewal gets the answer of the first one; 0 disables this',
  }),
  SESSION_IDLE_HOURS: setting({
    ...integer(1, 8_760),
    fallback: '12',
    means: 'hours after which a session of the console that nobody used ends',
  }),
  SESSION_HOURS: setting({
    ...integer(1, 8_760),
    fallback: '168',
    means: 'hours after which every session of the console ends, and its holder signs in again',
  }),
  OPERATOR_SECOND_FACTOR: setting({
    ...oneOf('optional', 'required'),
    fallback: { sandbox: 'optional', production: 'required' },
    means:
      'whether operators who sign in to the console with a password must have a one-time code or a passkey; until they have set one up they can do nothing else',
  }),
  SANDBOX_SIGN_IN: setting({
    ...oneOf('one-click', 'off'),
    fallback: 'one-click',
    means:
      'whether whoever reaches a sandbox may sign in to its console without credentials, as its account or its operator',
  }),
  RATE_LIMIT: setting({
    ...rate,
    fallback: { sandbox: 'off', production: '600/min' },
    means:
      'requests per token or API key, in all processes together, and per source address (IPv6: per /64) without a valid one, in each process; /healthz, /readyz and /metrics are exempt; off: the other limits of rate are off too',
  }),
  ACCOUNT_RATE_LIMIT: setting({
    ...rate,
    fallback: { sandbox: 'off', production: '3000/min' },
    means: 'requests per account with all its tokens and keys, in all processes together',
  }),
  LOOKUP_RATE_LIMIT: setting({
    ...rate,
    fallback: { sandbox: 'off', production: '120/min' },
    means:
      'requests per account to /verifica_pec and /v1/quote, so that nobody finds out by trying which addresses exist',
  }),
  UPLOAD_RATE_LIMIT: setting({
    ...rate,
    fallback: { sandbox: 'off', production: '120/min' },
    means: 'requests per account that carry documents',
  }),
  METRICS_ADDRESS: setting({
    read: parseListener,
    expects: 'an IP address and a port, such as 127.0.0.1:9464',
    otherwise: 'none: /metrics is on the same address as everything else',
    means: 'address and port on which /metrics is served, and then nowhere else',
  }),
  TRUSTED_PROXIES: setting({
    ...networks,
    otherwise: 'none',
    means: 'proxies whose X-Forwarded-For says where a request comes from',
  }),
  MAX_CONNECTIONS: setting({
    ...integer(10, 1_000_000),
    fallback: '5000',
    means: 'connections at once; one more is closed unanswered, and so are those that are idle',
  }),
  MAX_DOCUMENT_MB: setting({
    ...integer(1, 100),
    fallback: '15',
    means: 'maximum size of an uploaded document; larger ones are refused with 413',
  }),
  MAX_REQUEST_MB: setting({
    ...integer(1, 200),
    fallback: '30',
    means: 'maximum size of a request with documents; larger ones are refused with 413',
  }),
  UPLOAD_MEMORY_MB: setting({
    ...integer(8, 16_384),
    fallback: '64',
    means:
      'memory for uploads at once, while they are received, read and stored, but at least twice MAX_REQUEST_MB; those that do not fit wait for their turn and are refused with 503 after 20 seconds, one account has half of it at most, and one that takes longer than that to arrive gives way (503) to one that would be refused',
  }),
  UPLOAD_MIN_KB_PER_SECOND: setting({
    ...integer(1, 1_000_000),
    fallback: '16',
    means:
      'slowest rate of an upload; one that falls 15 seconds behind it, or pauses for 15 seconds, is refused with 408',
  }),
  DOCUMENT_STORE_TIMEOUT_SECONDS: setting({
    ...integer(1, 300),
    fallback: '20',
    means:
      'how long the folder or the S3 service may take for one document; a call that waits for it longer is refused with 503',
  }),
  LOG_SOURCE_ADDRESS: setting({
    ...oneOf('off', 'network', 'full'),
    fallback: 'off',
    means:
      'what the log line of a request says of where it came from, which is personal data: nothing, its network (the first three numbers of an IPv4 address, /48 of IPv6), or the whole address',
  }),
  TRACES: setting({
    ...oneOf('off', 'on'),
    fallback: 'off',
    means:
      'whether calls, jobs, questions to providers and callbacks are told as spans to an OpenTelemetry SDK, which you load with NODE_OPTIONS=--import',
  }),
  LOG_LEVEL: setting({
    ...oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    fallback: 'info',
    means: 'level of the JSON log on stdout, which never contains personal data, tokens or documents',
  }),
} as const

type Table = typeof settingsTable
type Read<S> = S extends { read(...given: never[]): infer T } ? Exclude<T, undefined> : never
/** Settings with a fallback in both modes are always set. */
type Always<S> = S extends { fallback: string | { sandbox: string; production: string } } ? true : false

export type Settings = {
  readonly [K in keyof Table]: Always<Table[K]> extends true ? Read<Table[K]> : Read<Table[K]> | undefined
}

const isMode = (value: unknown): value is Mode => value === 'sandbox' || value === 'production'

/**
 * Reads all settings from environment-like pairs; an empty value counts as absent. Throws SettingsError naming the
 * first unusable setting, or every unsafe or missing one in production.
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const mode = environment.MODE === undefined || environment.MODE === '' ? 'sandbox' : environment.MODE
  if (!isMode(mode)) throw new SettingsError(`MODE must be ${settingsTable.MODE.expects}`)
  const read: Record<string, unknown> = {}
  for (const [name, declared] of Object.entries<Setting<unknown>>(settingsTable)) {
    read[name] = readOne(name, declared, environment, mode)
  }
  const settings = read as Settings
  refuseUnsafe(settings)
  return settings
}

function readOne(
  name: string,
  declared: Setting<unknown>,
  environment: Record<string, string | undefined>,
  mode: Mode,
): unknown {
  const given = environment[name]
  const fallback = typeof declared.fallback === 'object' ? declared.fallback[mode] : declared.fallback
  const value = given === undefined || given === '' ? fallback : given
  if (value === undefined) return undefined
  const read = declared.read(value, (other) => environment[other])
  if (read === undefined) throw new SettingsError(`${name} must be ${declared.expects}`)
  return read
}

function refuseUnsafe(settings: Settings): void {
  const wrong: string[] = []
  if (settings.MODE === 'production') {
    if (settings.ENCRYPTION_KEY === undefined) wrong.push('ENCRYPTION_KEY is required in production')
    if (settings.OPERATOR_TOKEN !== undefined && !looksRandom(settings.OPERATOR_TOKEN))
      wrong.push('OPERATOR_TOKEN must be 32 varied characters or more in production, as from: openssl rand -hex 32')
    for (const name of ['SANDBOX_TOKEN', 'SANDBOX_API_KEY'] as const) {
      if (settings[name] !== undefined) wrong.push(`${name} has no place in production`)
    }
    if (settings.MAIL === 'on') wrong.push('MAIL has no place in production: what it sends has no legal value')
    if (settings.STRICT !== 'production') wrong.push('STRICT must be production in production')
  }
  if (settings.DATABASE_DIRECT_URL !== undefined && settings.DATABASE_URL === undefined)
    wrong.push('DATABASE_DIRECT_URL has no place without DATABASE_URL')
  if (settings.OPERATOR_TOKEN !== undefined && settings.OPERATOR_TOKEN === settings.SANDBOX_TOKEN)
    wrong.push('OPERATOR_TOKEN and SANDBOX_TOKEN must differ')
  if (settings.S3_ENDPOINT !== undefined) {
    for (const name of ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const) {
      if (settings[name] === undefined) wrong.push(`${name} is required with S3_ENDPOINT`)
    }
  }
  if (wrong.length > 0) throw new SettingsError(wrong.join('; '))
}

/** The product's version, from its package. */
export const productVersion: string = readVersion()

function readVersion(): string {
  // By name: from sources and from a bundle it is not at the same depth.
  const path = createRequire(import.meta.url).resolve('@ceralacca/server/package.json')
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0'
}
