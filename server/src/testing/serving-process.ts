// A server with its jobs, as a process that tests may kill: half of its mailboxes and domains are at a remote provider.
import { join } from 'node:path'
import { openContext } from '../context.ts'
import { documentVault } from '../documents/documents.ts'
import { openServer } from '../http/serve.ts'
import { startJobs } from '../jobs/dispatcher.ts'
import { openLog } from '../log.ts'
import { providersFrom } from '../providers/routing.ts'
import { sandboxProvider } from '../providers/sandbox/adapter.ts'
import { readSettings } from '../settings.ts'
import type { Connection } from '../store/database.ts'
import { faultyStore, STORE_FAULT } from './faulty-store.ts'
import { remoteProvider } from './remote-provider.ts'

/** The argument of a serving process. */
export interface ServingProcess {
  connection: Connection
  dataFolder: string
  /** Where the connector is, and its secret. */
  provider: { url: string; secret: string }
  /** Settings of its own, such as ROLES. */
  settings?: Record<string, string>
}

/** What it writes to its output when it can be called. */
export interface Serving {
  baseUrl: string
}

const { connection, dataFolder, provider, settings: own }: ServingProcess = JSON.parse(process.argv[2] ?? '{}')
/** Shorter than whoever stops it is patient. */
const LATE_AFTER_MS = 55_000
const stopRequested = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()))
const settings = readSettings({
  DATA_DIR: dataFolder,
  SANDBOX_PROVIDER_DELAY_MS: '50',
  RENEWAL_GUARD_SECONDS: '0',
  RATE_LIMIT: 'off',
  LOG_LEVEL: 'warn',
  DOCUMENT_STORE_TIMEOUT_SECONDS: '3',
  ...own,
})
const context = await openContext(settings, {
  log: openLog('warn', { write: (line: string) => void process.stderr.write(line) }),
  purpose: 'server',
  connection,
})
context.providers = providersFrom(
  [remoteProvider({ ...provider, timeoutMs: 1_000 }), sandboxProvider({ delayMs: 50 })],
  [
    { resource: 'mailbox', tipo_casella: ['GOLD'], provider: 'remote' },
    { resource: 'certified-domain', fornitore: 'infocert', provider: 'remote' },
    { provider: 'sandbox' },
  ],
)
context.objects = faultyStore(context.objects, join(dataFolder, STORE_FAULT))
context.vault = documentVault({
  store: context.objects,
  keyring: context.keyring,
  answersWithinMs: settings.DOCUMENT_STORE_TIMEOUT_SECONDS * 1_000,
})
// As in production, so that there is a quota to keep.
context.strictness = { ...context.strictness, domainQuota: true }
const app = await openServer(context)
const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
const jobs = settings.ROLES.includes('jobs') ? await startJobs(context) : undefined
const serving: Serving = { baseUrl }
process.stdout.write(`${JSON.stringify(serving)}\n`)
await stopRequested
let awaited = 'the answers under way'
const late = setTimeout(() => {
  const resources = process.getActiveResourcesInfo().join(' ')
  process.stderr.write(
    `stopping for a minute, waiting for ${awaited}; ${JSON.stringify(context.database.pool)} ${resources}\n`,
  )
}, LATE_AFTER_MS)
late.unref()
await app.close()
awaited = 'the jobs'
await jobs?.stop()
awaited = 'what the context holds'
await context[Symbol.asyncDispose]()
