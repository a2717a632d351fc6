// Everything an operation, a job or a command may touch, built in one place and closed in reverse order.
import { getServers } from 'node:dns'
import { join, resolve } from 'node:path'
import { readFile } from 'node:fs/promises'
import { authenticator } from './auth/principal.ts'
import type { Authenticator } from './auth/principal.ts'
import { outbox } from './callbacks/outbox.ts'
import type { Outbox } from './callbacks/outbox.ts'
import { callbackSender } from './callbacks/sender.ts'
import { codeOf, encryptionKeyIn, findEncryptionKey, openDataFolder } from './data-folder/data-folder.ts'
import { startOwnDatabase } from './data-folder/own-database.ts'
import { EmbeddedPostgresError } from './database/errors.ts'
import type { EmbeddedPostgres } from './database/embedded.ts'
import { builtInRecords, RecordsError, withOperatorRecords } from './dns/required-records.ts'
import type { RequiredRecords } from './dns/required-records.ts'
import { dnsResolver } from './dns/resolver.ts'
import type { Resolver } from './dns/resolver.ts'
import { documentVault } from './documents/documents.ts'
import type { DocumentVault } from './documents/documents.ts'
import { folderStore } from './documents/folder-store.ts'
import type { ObjectStore } from './documents/object-store.ts'
import { s3Store } from './documents/s3-store.ts'
import { openText, sealText } from './documents/sealing.ts'
import { uploadReader } from './documents/uploads.ts'
import type { UploadReader } from './documents/uploads.ts'
import { builtInPrices, PricesError, withOperatorPrices } from './ledger/prices.ts'
import type { Prices } from './ledger/prices.ts'
import type { Log } from './log.ts'
import { processMetrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { systemClock } from './model/clock.ts'
import type { FollowingClock } from './model/clock.ts'
import type { FaultPoint } from './model/fault-points.ts'
import { parseCents } from './model/money.ts'
import { parseServerAddress } from './model/server-address.ts'
import { strictnessIn } from './model/strictness.ts'
import type { Strictness } from './model/strictness.ts'
import { traffic } from './model/traffic.ts'
import type { Traffic } from './model/traffic.ts'
import { boundedFetch } from './network/bounded-fetch.ts'
import { providersIn } from './providers/routing.ts'
import type { Providers } from './providers/routing.ts'
import { productVersion, SettingsError } from './settings.ts'
import type { Settings } from './settings.ts'
import { signatureReader } from './signatures/signature-reader.ts'
import type { SignatureReader } from './signatures/signature-reader.ts'
import type { RevocationNetwork } from './signatures/revocation.ts'
import { readTrustFolder, TrustFolderError, trustSource } from './signatures/trust.ts'
import type { TrustSource } from './signatures/trust.ts'
import { openDatabase } from './store/database.ts'
import type { Connection, Database } from './store/database.ts'
import { claimFolder } from './store/folder-claim.ts'
import { gatheredReads } from './store/gathered-reads.ts'
import type { GatheredReads } from './store/gathered-reads.ts'
import { DatabaseRefusedError } from './store/installation.ts'
import { prepareDatabase, requireDatabase } from './store/prepare-database.ts'
import { watchOutages } from './store/outage.ts'
import type { OutageWatch } from './store/outage.ts'
import { followClock } from './store/follow-clock.ts'
import { readTrustLists, trustListsVersion } from './store/trust-lists.ts'
import { listeningWakeUps, ownWakeUps } from './store/wake-ups.ts'
import type { WakeUps } from './store/wake-ups.ts'

/** Seals and opens small secrets for their owner, e.g. `account:<id>`. */
export interface Sealer {
  sealText(owner: string, text: string): string
  openText(owner: string, sealed: string): string
}

/** Moves the product's clock; only a sandbox can. */
export interface ClockAdvance {
  /** Moves the clock to `to`, lets everything due on the way happen, and says how much each job did. */
  advance(to: Date): Promise<Record<string, number>>
  /** Resolves when no advance is under way any more. */
  settled(): Promise<void>
}

export interface Context {
  settings: Settings
  strictness: Strictness
  dataFolder: string
  clock: FollowingClock
  log: Log
  metrics: Metrics
  database: Database
  /** Finds single resources, those of one turn of the event loop in one statement. */
  reads: GatheredReads
  /** Who sees the database fail reports it here. */
  outages: OutageWatch
  /** False for a server beside another one on the same data folder. */
  isFirstOnFolder: boolean
  /** Tells all processes of work and of the clock. */
  wakeUps: WakeUps
  traffic: Traffic
  authenticator: Authenticator
  providers: Providers
  prices: Prices
  objects: ObjectStore
  vault: DocumentVault
  sealer: Sealer
  uploads: UploadReader
  /** Judges signed files in a worker that starts with the first of them. */
  signatures: SignatureReader
  /** What signatures may chain to. */
  trust: TrustSource
  /** Callbacks under way. */
  outbox: Outbox
  /** Asks name servers about customers' domains; absent where their checks are simulated. */
  resolver: Resolver | undefined
  /** What those domains must publish, by provider. */
  domainRecords: RequiredRecords
  /** Given by the server, which knows the jobs; absent in production. */
  clockAdvance?: ClockAdvance
  /** Given by tests alone, which end the process at such a point. */
  faultPoint?(name: FaultPoint): void
  /** Closes everything, in reverse order. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * What a process opens its context for.
 * - `server`: makes and migrates what is missing, tries the document store, runs jobs.
 * - `migration`: makes and migrates what is missing.
 * - `command`: uses what is there; refuses a schema that is behind, and changes nothing by itself.
 * - `inspection`: like a command, but judges nothing: that is what it was opened for.
 */
export type Purpose = 'server' | 'migration' | 'command' | 'inspection'

/** What tests replace: where PostgreSQL is, and nothing of ours. */
export interface ContextOptions {
  log: Log
  purpose: Purpose
  connection?: Connection
  /** The database of DATA_DIR, where it is being started already; stopped with the context. */
  ownDatabase?: Promise<EmbeddedPostgres> | undefined
}

/**
 * Builds the context of a process: data folder, database at the newest schema, stores, providers.
 * Throws SettingsError naming the setting to change.
 */
export async function openContext(settings: Settings, options: ContextOptions): Promise<Context> {
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one()
  }
  try {
    return await build(settings, options, closing, close)
  } catch (error) {
    await close()
    throw asSettingsError(error)
  }
}

async function build(
  settings: Settings,
  { log, purpose, connection: given, ownDatabase }: ContextOptions,
  closing: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Context> {
  closing.push(async () => (await ownDatabase?.catch(() => undefined))?.stop())
  const makes = purpose === 'server' || purpose === 'migration'
  const dataFolder = makes ? await openDataFolder(settings) : resolve(settings.DATA_DIR)
  const encryptionKey = makes ? await encryptionKeyIn(dataFolder, settings) : await knownKeyIn(dataFolder, settings)
  const sealer: Sealer = {
    sealText: (owner, text) => sealText(encryptionKey, owner, text),
    openText: (owner, sealed) => openText([encryptionKey], owner, sealed),
  }
  const prices = await readPrices(settings)
  const domainRecords = await readDomainRecords(settings)
  const anchors = await readAnchors(settings)
  const connection = given ?? (await findDatabase(settings, { log, purpose, ownDatabase }, closing))

  const onProblem = (what: string) => (error: Error) => outages.report(error, () => log.warn({ err: error }, what))
  const database = openDatabase(connection, { onProblem: onProblem('database connection lost') })
  const outages = outagesOf(database, log)
  closing.push(() => database.kysely.destroy())
  closing.push(async () => outages.close())
  const installation = { mode: settings.MODE, sealer }
  if (makes) await prepareDatabase(database.kysely, installation)
  else await requireDatabase(database.kysely, purpose === 'command' ? installation : undefined)

  const wakeUps =
    purpose === 'server'
      ? await listeningWakeUps(database, connection, onProblem('no longer told of work'))
      : ownWakeUps(database)
  closing.push(() => wakeUps.close())
  const clock = systemClock()
  const stopReading = await followClock(clock, database, wakeUps, purpose === 'server' ? 'also idle' : 'with work')
  closing.push(async () => stopReading())
  const announces = purpose === 'server' && settings.MODE === 'sandbox' && settings.ROLES.includes('api')
  const claim = announces ? await claimFolder(connection, dataFolder) : undefined
  if (claim !== undefined) closing.push(claim.release)
  const objects = openObjects(settings, dataFolder, closing)
  if (purpose === 'server') await tryOut(objects)
  const uploads = uploadReader()
  closing.push(() => uploads.close())
  // As many as may wait: their bytes are counted with their uploads.
  const signatures = signatureReader({ revocation: revocationIn(settings, clock, closing), waiting: Infinity })
  closing.push(() => signatures.close())
  const sender = callbackSender({
    privateAddresses: settings.CALLBACK_PRIVATE_ADDRESSES,
    version: productVersion,
    proxy: settings.CALLBACK_PROXY,
  })
  closing.push(() => sender.close())
  const metrics = processMetrics(database.pool)
  const sending = outbox({
    database,
    clock,
    sender,
    openSecret: (accountId, sealed) => sealer.openText(`account:${accountId}`, sealed),
    onAttempt: (outcome) =>
      metrics.callbackAttempts.inc({ outcome: outcome.is === 'failed' ? outcome.why : outcome.is }),
    onRoom: () => wakeUps.wakeOwn('deliver-callbacks'),
    onProblem: (error) => outages.report(error, () => log.error({ err: error }, 'attempts could not be noted')),
  })
  closing.push(() => sending.close())

  return {
    settings,
    strictness: { ...strictnessIn(settings.MODE), privateCallbacks: settings.CALLBACK_PRIVATE_ADDRESSES },
    dataFolder,
    clock,
    log,
    metrics,
    database,
    reads: gatheredReads(database.pool),
    outages,
    isFirstOnFolder: claim?.granted ?? true,
    wakeUps,
    traffic: traffic(),
    authenticator: authenticator(database.kysely, clock),
    providers: providersIn(settings.MODE, { sandboxDelayMs: settings.SANDBOX_PROVIDER_DELAY_MS }),
    prices,
    objects,
    vault: documentVault({ store: objects, encryptionKey }),
    sealer,
    uploads,
    signatures,
    trust: trustIn(anchors, database),
    outbox: sending,
    resolver: resolverIn(settings, clock),
    domainRecords,
    [Symbol.asyncDispose]: close,
  }
}

/** The sandbox asks real name servers only when told which (docs/reference/settings.md, DNS_SERVERS). */
function resolverIn({ MODE, DNS_SERVERS }: Settings, clock: FollowingClock): Resolver | undefined {
  if (MODE === 'sandbox' && DNS_SERVERS === undefined) return undefined
  const system = getServers().map(parseServerAddress)
  return dnsResolver({ servers: (DNS_SERVERS ?? system).filter((one) => one !== undefined), now: () => clock.now() })
}

async function tryOut(objects: ObjectStore): Promise<void> {
  try {
    await objects.tryOut()
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : 'the document store cannot be used')
  }
}

async function knownKeyIn(folder: string, settings: Settings): Promise<Uint8Array> {
  const key = await findEncryptionKey(folder, settings)
  if (key !== undefined) return key
  throw new SettingsError(`ENCRYPTION_KEY: there is no encryption.key in ${folder} yet; start the server first`)
}

async function findDatabase(
  settings: Settings,
  { log, purpose, ownDatabase }: ContextOptions,
  closing: (() => Promise<void>)[],
): Promise<Connection> {
  if (settings.DATABASE_URL !== undefined) return { connectionString: settings.DATABASE_URL }
  const makes = purpose === 'server' || purpose === 'migration'
  const embedded = await (ownDatabase ?? startOwnDatabase(settings, log, { makes, adopt: purpose === 'server' }))
  closing.push(() => embedded.stop())
  return embedded.connection
}

function outagesOf({ pool }: Database, log: Log): OutageWatch {
  return watchOutages({
    probe: () => pool.query('select 1'),
    onLost: (error) => log.error({ err: error }, 'the database is away'),
    onBack: (awayMs) => log.info({ ms: Math.round(awayMs) }, 'the database is back'),
  })
}

function openObjects(settings: Settings, dataFolder: string, closing: (() => Promise<void>)[]): ObjectStore {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region } = settings
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    return folderStore(join(dataFolder, 'documents'))
  }
  const store = s3Store({ endpoint, region, bucket, accessKeyId, secretAccessKey })
  closing.push(() => store.close())
  return store
}

async function readPrices(settings: Settings): Promise<Prices> {
  if (settings.PRICES_FILE === undefined) return builtInPrices
  try {
    return withOperatorPrices(await readFile(settings.PRICES_FILE, 'utf8'), parseCents)
  } catch (error) {
    if (error instanceof PricesError) throw new SettingsError(error.message)
    throw new SettingsError(`PRICES_FILE cannot be read: ${codeOf(error)}`)
  }
}

async function readAnchors({ TRUST_ANCHORS_DIR: folder }: Settings): Promise<Uint8Array[]> {
  if (folder === undefined) return []
  try {
    return await readTrustFolder(folder)
  } catch (error) {
    throw error instanceof TrustFolderError ? new SettingsError(`TRUST_ANCHORS_DIR: ${error.message}`) : error
  }
}

function trustIn(certificates: Uint8Array[], { kysely }: Database): TrustSource {
  return trustSource(certificates, {
    version: () => trustListsVersion(kysely),
    async read() {
      const { lists, services } = await readTrustLists(kysely)
      return {
        services,
        lists: lists.map(({ territory, sequence, issued_at, next_update }) => ({
          territory,
          sequence,
          issuedAt: issued_at.toISOString(),
          ...(next_update === null ? {} : { nextUpdate: next_update.toISOString() }),
        })),
      }
    },
  })
}

function revocationIn(
  { REVOCATION_CHECKS, CALLBACK_PRIVATE_ADDRESSES: privateAddresses }: Settings,
  clock: FollowingClock,
  closing: (() => Promise<void>)[],
): RevocationNetwork | undefined {
  if (REVOCATION_CHECKS === 'off') return undefined
  const fetcher = boundedFetch({ privateAddresses, version: productVersion })
  closing.push(() => fetcher.close())
  return { fetcher, now: () => clock.realNow() }
}

async function readDomainRecords(settings: Settings): Promise<RequiredRecords> {
  if (settings.DOMAIN_RECORDS_FILE === undefined) return builtInRecords
  try {
    return withOperatorRecords(await readFile(settings.DOMAIN_RECORDS_FILE, 'utf8'))
  } catch (error) {
    if (error instanceof RecordsError) throw new SettingsError(error.message)
    throw new SettingsError(`DOMAIN_RECORDS_FILE cannot be read: ${codeOf(error)}`)
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  '28P01',
  '28000',
  '3D000',
])

/** An error of set-up as one line that names the setting. */
function asSettingsError(error: unknown): unknown {
  if (error instanceof EmbeddedPostgresError) return new SettingsError(error.message)
  if (error instanceof DatabaseRefusedError) return new SettingsError(error.message)
  const code = codeOf(error)
  return UNREACHABLE.has(code) ? new SettingsError(`DATABASE_URL: PostgreSQL cannot be reached (${code})`) : error
}
