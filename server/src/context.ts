// Everything an operation, a job or a command may touch, built in one place and closed in reverse order.
import { getServers } from 'node:dns'
import { resolve } from 'node:path'
import { authenticator } from './auth/principal.ts'
import type { Authenticator } from './auth/principal.ts'
import { outbox } from './callbacks/outbox.ts'
import type { Outbox } from './callbacks/outbox.ts'
import { keptReply } from './callbacks/reply.ts'
import { callbackSender } from './callbacks/sender.ts'
import { encryptionKeyIn, findEncryptionKey, openDataFolder } from './data-folder/data-folder.ts'
import { startOwnDatabase } from './data-folder/own-database.ts'
import { EmbeddedPostgresError } from './database/errors.ts'
import type { EmbeddedPostgres } from './database/embedded.ts'
import type { RequiredRecords } from './dns/required-records.ts'
import { dnsResolver } from './dns/resolver.ts'
import type { Resolver } from './dns/resolver.ts'
import { documentVault } from './documents/documents.ts'
import type { DocumentVault } from './documents/documents.ts'
import { followSealingKey } from './documents/follow-sealing-key.ts'
import { keyringOf, sealerWith } from './documents/keyring.ts'
import type { Keyring, Sealer } from './documents/keyring.ts'
import { StoreUnavailableError } from './documents/object-store.ts'
import type { ObjectStore } from './documents/object-store.ts'
import { openObjectStore, tryOutStore } from './documents/open-store.ts'
import { pageDrawer } from './documents/page-images.ts'
import type { PageDrawer } from './documents/page-images.ts'
import { uploadReader } from './documents/uploads.ts'
import type { UploadReader } from './documents/uploads.ts'
import type { WorkerLimit } from './documents/worker-pool.ts'
import { priceBook } from './ledger/price-book.ts'
import type { PriceBook } from './ledger/price-book.ts'
import type { Log } from './log.ts'
import { mailBeside } from './mail/beside.ts'
import type { MailLink } from './mail/link.ts'
import { messageReader } from './messages/message-reader.ts'
import type { MessageReader } from './messages/message-reader.ts'
import { processMetrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { systemClock } from './model/clock.ts'
import type { FollowingClock } from './model/clock.ts'
import type { DecisionReason } from './model/decision-reasons.ts'
import type { FaultPoint } from './model/fault-points.ts'
import type { ResourceKind } from './model/resource-kind.ts'
import { parseServerAddress } from './model/server-address.ts'
import { strictnessIn } from './model/strictness.ts'
import type { Strictness } from './model/strictness.ts'
import { traffic } from './model/traffic.ts'
import type { Traffic } from './model/traffic.ts'
import { boundedExchange } from './network/bounded-exchange.ts'
import { boundedFetch } from './network/bounded-fetch.ts'
import { readOperatorFiles } from './operator-files/read.ts'
import type { Trouble as ConnectorTrouble } from './providers/connector/client.ts'
import { providerGates } from './providers/gates.ts'
import type { ProviderGates } from './providers/gates.ts'
import type { Trouble as UpstreamTrouble } from './providers/upstream/client.ts'
import { providersIn } from './providers/routing.ts'
import type { Providers } from './providers/routing.ts'
import { requestLog } from './requests/log.ts'
import type { RequestLog } from './requests/log.ts'
import { productVersion, SettingsError } from './settings.ts'
import type { Settings } from './settings.ts'
import { signatureReader } from './signatures/signature-reader.ts'
import type { SignatureReader } from './signatures/signature-reader.ts'
import type { RevocationNetwork } from './signatures/revocation.ts'
import { storedTrust } from './signatures/stored-trust.ts'
import type { TrustSource } from './signatures/trust.ts'
import { openDatabase } from './store/database.ts'
import type { Connection, Database } from './store/database.ts'
import { claimFolder } from './store/folder-claim.ts'
import { gatheredReads } from './store/gathered-reads.ts'
import type { GatheredReads } from './store/gathered-reads.ts'
import { DatabaseRefusedError } from './store/installation.ts'
import { prepareDatabase, requireDatabase } from './store/prepare-database.ts'
import { databaseTrouble } from './store/database-trouble.ts'
import { lackOf, mustBeUsable, watchOutages } from './store/outage.ts'
import type { OutageWatch } from './store/outage.ts'
import { accountClocks } from './store/account-clocks.ts'
import type { AccountClocks } from './store/account-clocks.ts'
import { followClock } from './store/follow-clock.ts'
import { judgePooler } from './store/pooler.ts'
import { untraced } from './tracing/tracer.ts'
import type { Tracer } from './tracing/tracer.ts'
import { onlyIn } from './store/population.ts'
import type { Population } from './store/population.ts'
import { listeningWakeUps, ownWakeUps } from './store/wake-ups.ts'
import type { WakeUps } from './store/wake-ups.ts'

/** Moves everybody's clock or, where an account is given, that one's; only a sandbox can. */
export interface ClockAdvance {
  /** Moves the clock to `to`, lets everything due on the way happen, and says how much each job did. */
  advance(to: (now: Date) => Date, accountId?: string): Promise<Record<string, number>>
  /** Sets everybody's clock back to real time, or an account's to everybody's; what was dated meanwhile stays as it is. */
  setBack(accountId?: string): Promise<void>
  /** Ends advances under way as soon as nothing is half done: a server that stops does not wait for years to pass. */
  stop(): void
  /** Resolves when no advance of that clock is under way any more. */
  settled(accountId?: string): Promise<void>
}

/** Why a provider says no: codes of the fixed list, and free words. */
export interface Why {
  codes: readonly DecisionReason[]
  words: readonly string[]
}

/**
 * What became of a scenario. `gone`: no such resource any more; `lacking`: it lacks what the scenario needs beside a state;
 * `pending`: an operation at its provider is under way.
 */
export type Brought = { is: 'brought' | 'gone' | 'lacking' | 'pending' } | { is: 'wrong state'; stato: string }

/** Lets happen to a resource what providers, name servers, the register and the clock may bring about; only a sandbox can. */
export interface Scenarios {
  bring(resource: { kind: ResourceKind; id: string; accountId: string }, scenario: string, why: Why): Promise<Brought>
}

export interface Context {
  settings: Settings
  strictness: Strictness
  dataFolder: string
  /** The product's time: of the account this context is for (`inTimeOf`), or everybody's. */
  clock: FollowingClock
  accountClocks: AccountClocks
  /** Whose rows the jobs of this context look at: those that go by its clock. */
  whose(): Population
  log: Log
  metrics: Metrics
  tracer: Tracer
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
  /** Pauses, breakers and budgets of those over the network. */
  gates: ProviderGates
  /** What things cost whom and when. */
  prices: PriceBook
  objects: ObjectStore
  vault: DocumentVault
  /** The keys at hand, and which of them seals. */
  keyring: Keyring
  sealer: Sealer
  uploads: UploadReader
  /** Draws pages of documents in a worker that starts with the first of them. */
  pageDrawer: PageDrawer
  /** Judges signed files in a worker that starts with the first of them. */
  signatures: SignatureReader
  /** Takes certified messages apart. */
  messages: MessageReader
  /** What signatures may chain to. */
  trust: TrustSource
  /** The log of accounts' requests. */
  requests: RequestLog
  /** Callbacks under way. */
  outbox: Outbox
  /** Asks name servers about customers' domains; absent where their checks are simulated. */
  resolver: Resolver | undefined
  /** What those domains must publish, by provider. */
  domainRecords: RequiredRecords
  /** Given by the server, which knows the jobs; absent in production. */
  clockAdvance?: ClockAdvance
  /** The same. */
  scenarios?: Scenarios
  /** The test gestore beside a sandbox with MAIL, once it has been started. */
  mail?: MailLink | undefined
  /** Starts it where this process is to have one. */
  startMail(): Promise<void>
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

/** Shorter than the deadline of a question (provider-operations/run.ts), so that nothing is on its way after it. */
const PROVIDER_ANSWERS_WITHIN_MS = 25_000

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
  // What the operator wrote is read before anything is made.
  const { prices, domainRecords, providersPlan, anchors } = await readOperatorFiles(settings)
  const makes = purpose === 'server' || purpose === 'migration'
  const dataFolder = makes ? await openDataFolder(settings) : resolve(settings.DATA_DIR)
  const encryptionKey = makes ? await encryptionKeyIn(dataFolder, settings) : await knownKeyIn(dataFolder, settings)
  const keyring = keyringOf(encryptionKey, settings.ENCRYPTION_KEY_PREVIOUS)
  const sealer = sealerWith(keyring)
  const connection = given ?? (await findDatabase(settings, { log, purpose, ownDatabase }, closing))

  const onProblem = (what: string) => (error: Error) => outages.report(error, () => log.warn({ err: error }, what))
  const direct = given === undefined ? directOf(settings) : undefined
  const database = openDatabase(connection, {
    poolSize: settings.DATABASE_POOL_SIZE,
    direct,
    onProblem: onProblem('database connection lost'),
    onRecovery: (path) => metrics.recovered(path),
  })
  const metrics = processMetrics(database.pool)
  const outages = outagesOf(database, log, metrics)
  closing.push(() => database.kysely.destroy())
  closing.push(async () => outages.close())
  const warning = await judgePooler(database, direct !== undefined)
  if (warning !== undefined) log.warn(warning)
  const installation = { mode: settings.MODE, sealer, keyIds: keyring.ids }
  if (makes) {
    const migrated = await prepareDatabase(database.kysely, installation)
    if (migrated.length > 0) log.info({ migrated }, 'the database was migrated')
  } else await requireDatabase(database.kysely, purpose === 'command' ? installation : undefined)

  const wakeUps =
    purpose === 'server'
      ? await listeningWakeUps(database, {
          onProblem: onProblem('no longer told of work'),
          onBack: () => metrics.recovered('listener reconnected'),
        })
      : ownWakeUps(database)
  closing.push(() => wakeUps.close())
  closing.push(await followSealingKey(keyring, database, wakeUps, { asHolder: purpose === 'server', log }))
  const clock = systemClock()
  const clocks = accountClocks(clock)
  const stopReading = await followClock(clocks, database, wakeUps, purpose === 'server' ? 'also idle' : 'with work')
  closing.push(async () => stopReading())
  const announces = purpose === 'server' && settings.MODE === 'sandbox' && settings.ROLES.includes('api')
  const claim = announces ? await claimFolder(database.direct, dataFolder) : undefined
  if (claim !== undefined) closing.push(claim.release)
  const objects = openObjectStore(settings, dataFolder)
  closing.push(() => objects.close())
  if (purpose === 'server') await tryOutStore(objects)
  const ofWorker = (worker: string) => ({
    onGaveUp: (limit: WorkerLimit) => metrics.workerLimits.inc({ worker, limit }),
  })
  const uploads = uploadReader(ofWorker('uploads'))
  closing.push(() => uploads.close())
  const pages = pageDrawer(ofWorker('pages'))
  closing.push(() => pages.close())
  // As many as may wait: their bytes are counted with their uploads.
  const signatures = signatureReader({
    ...ofWorker('signatures'),
    revocation: revocationIn(settings, clock, closing),
    waiting: Infinity,
  })
  closing.push(() => signatures.close())
  const messages = messageReader()
  closing.push(() => messages.close())
  const sender = callbackSender({
    ...reachIn(settings),
    version: productVersion,
    proxy: settings.CALLBACK_PROXY,
    keepReply: showsReplies(settings) ? keptReply : undefined,
  })
  closing.push(() => sender.close())
  const remote = boundedExchange({
    // Where providers are, the operator says.
    privateAddresses: 'allow',
    version: productVersion,
    timeoutMs: PROVIDER_ANSWERS_WITHIN_MS,
    connections: 20,
  })
  closing.push(() => remote.close())
  const onTrouble = ({ provider, why, ...place }: UpstreamTrouble | ConnectorTrouble) => {
    metrics.providerTroubles.inc({ provider, why })
    log.error({ provider, why, ...place }, 'a provider needs its operator')
  }
  const tracer = await tracerIn(settings, log)
  const gates = providerGates({ database, clock, metrics, log, tracer })
  closing.push(() => gates.close())
  const providers = providersIn(
    settings.MODE,
    {
      sandboxDelayMs: settings.SANDBOX_PROVIDER_DELAY_MS,
      gates,
      upstream: { exchange: remote, onTrouble },
      connector: { exchange: remote, onTrouble, realNow: () => clock.realNow() },
    },
    providersPlan,
  )
  if (purpose === 'server') await Promise.all(providers.all.map(async (one) => one.prepare?.()))
  const sending = outbox({
    database,
    clockOf: (accountId) => clocks.of(accountId),
    sender,
    tracer,
    openSecret: (accountId, sealed) => sealer.openText(`account:${accountId}`, sealed),
    onTakenOver: () => metrics.recovered('delivery taken over'),
    onAttempt(outcome, { isLast }) {
      metrics.callbackAttempts.inc({ outcome: outcome.is === 'failed' ? outcome.why : outcome.is })
      if (isLast && outcome.is !== 'delivered') metrics.callbacksGivenUp.inc()
    },
    onRoom: (accounts) => {
      wakeUps.wakeOwn('deliver-callbacks')
      for (const one of accounts) if (clocks.of(one) !== clock) wakeUps.wakeOwn('deliver-callbacks', one)
    },
    onProblem: (error) => outages.report(error, () => log.error({ err: error }, 'attempts could not be noted')),
  })
  closing.push(() => sending.close())
  const requests = requestLog({
    database,
    onProblem: (error) => outages.report(error, () => log.error({ err: error }, 'requests could not be noted')),
    onDropped: (count) => metrics.droppedRequestNotes.inc(count),
  })
  closing.push(() => requests.close())
  const mail = mailBeside(settings, {
    connection: database.direct,
    encryptionKey,
    log,
    isFirst: claim?.granted ?? purpose !== 'server',
  })
  closing.push(() => mail.close())

  return {
    settings,
    strictness: {
      ...strictnessIn(settings.MODE, settings.STRICT),
      privateCallbacks: settings.CALLBACK_PRIVATE_ADDRESSES,
      unassessedSigners: settings.UNASSESSED_SIGNERS,
    },
    dataFolder,
    clock,
    accountClocks: clocks,
    whose: () => clocks.allBut(),
    log,
    metrics,
    tracer,
    database,
    reads: gatheredReads(database.pool),
    outages,
    isFirstOnFolder: claim?.granted ?? true,
    wakeUps,
    traffic: traffic(),
    authenticator: authenticator(database.kysely, (accountId) => clocks.of(accountId)),
    providers,
    gates,
    prices: priceBook(prices),
    objects,
    vault: documentVault({
      store: objects,
      keyring,
      answersWithinMs: settings.DOCUMENT_STORE_TIMEOUT_SECONDS * 1_000,
    }),
    keyring,
    sealer,
    uploads,
    pageDrawer: pages,
    signatures,
    messages,
    trust: storedTrust(anchors, database),
    outbox: sending,
    requests,
    resolver: resolverIn(settings, clock),
    domainRecords,
    startMail: () => mail.start(),
    get mail() {
      return mail.link
    },
    [Symbol.asyncDispose]: close,
  }
}

/**
 * The context by the clock an account goes by: everything that is of it or for it is read, dated and refused by that.
 * Jobs in it look at that account alone where it has a clock of its own; `itsOwn`: as if it had one.
 */
export function inTimeOf(context: Context, accountId: string, itsOwn?: 'its own'): Context {
  const { accountClocks: clocks } = context
  const isOwn = itsOwn !== undefined || clocks.of(accountId) !== clocks.everybodys
  if (isOwn && onlyIn(context.whose()) === accountId) return context
  if (isOwn) return { ...context, clock: clocks.own(accountId), whose: () => ({ only: accountId }) }
  if (context.clock === clocks.everybodys) return context
  return { ...context, clock: clocks.everybodys, whose: () => clocks.allBut() }
}

/** The sandbox asks real name servers only when told which (docs/reference/settings.md, DNS_SERVERS). */
function resolverIn({ MODE, DNS_SERVERS }: Settings, clock: FollowingClock): Resolver | undefined {
  if (MODE === 'sandbox' && DNS_SERVERS === undefined) return undefined
  const system = getServers().map(parseServerAddress)
  return dnsResolver({ servers: (DNS_SERVERS ?? system).filter((one) => one !== undefined), now: () => clock.now() })
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

const directOf = ({ DATABASE_DIRECT_URL: connectionString }: Settings): Connection | undefined =>
  connectionString === undefined ? undefined : { connectionString }

function outagesOf({ pool }: Database, log: Log, metrics: Metrics): OutageWatch {
  return watchOutages({
    probe: () => mustBeUsable(pool),
    onLost: (error) => log.error({ err: error }, 'the database is away'),
    onBack(awayMs) {
      metrics.recovered('database back')
      log.info({ ms: Math.round(awayMs) }, 'the database is back')
    },
    causeOf(error) {
      if (error instanceof StoreUnavailableError) return 'documents'
      const code = lackOf(error)
      return code === undefined ? undefined : `database ${code}`
    },
    onFailing: (cause, error) => log.error({ err: error, cause }, 'requests fail; told once until it is over'),
    onServing: (cause, { failures, ms }) => log.info({ cause, failures, ms: Math.round(ms) }, 'requests fail no more'),
  })
}

async function tracerIn({ TRACES }: Settings, log: Log): Promise<Tracer> {
  if (TRACES === 'off') return untraced
  const { isTraced, openTelemetryTracer } = await import('./tracing/opentelemetry.ts')
  if (!isTraced()) log.warn('TRACES is on, and no OpenTelemetry SDK was loaded: set NODE_OPTIONS=--import')
  return openTelemetryTracer(productVersion)
}

const reachIn = ({ CALLBACK_PRIVATE_ADDRESSES, CALLBACK_DENIED_NETWORKS }: Settings) => ({
  privateAddresses: CALLBACK_PRIVATE_ADDRESSES,
  deniedNetworks: CALLBACK_DENIED_NETWORKS,
})

/** What a private address answers is nobody's to read who can only name it; in a sandbox it is the developer's own. */
const showsReplies = ({ MODE, CALLBACK_PRIVATE_ADDRESSES }: Settings) =>
  MODE === 'sandbox' || CALLBACK_PRIVATE_ADDRESSES === 'deny'

function revocationIn(
  settings: Settings,
  clock: FollowingClock,
  closing: (() => Promise<void>)[],
): RevocationNetwork | undefined {
  if (settings.REVOCATION_CHECKS === 'off') return undefined
  const fetcher = boundedFetch({ ...reachIn(settings), version: productVersion })
  closing.push(() => fetcher.close())
  return { fetcher, now: () => clock.realNow() }
}

/** An error of set-up as one line that names the setting. */
function asSettingsError(error: unknown): unknown {
  if (error instanceof EmbeddedPostgresError) return new SettingsError(error.message)
  if (error instanceof DatabaseRefusedError) return new SettingsError(error.message)
  const trouble = databaseTrouble(error)
  return trouble === undefined ? error : new SettingsError(trouble)
}
