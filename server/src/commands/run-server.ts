// The server from context to graceful stop: HTTP and jobs.
import { setTimeout as after } from 'node:timers/promises'
import { openContext } from '../context.ts'
import type { Context, ContextOptions } from '../context.ts'
import { openMetricsServer } from '../http/metrics-server.ts'
import type { MetricsServer } from '../http/metrics-server.ts'
import { openServer } from '../http/serve.ts'
import { importIndexAtStart } from '../pec-index/import.ts'
import { startJobs } from '../jobs/dispatcher.ts'
import { prepareOperator, prepareSandbox } from '../accounts/sandbox.ts'
import type { SandboxCredentials } from '../accounts/sandbox.ts'
import { productVersion, SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'

const STOP_WITHIN_MS = 30_000
const STOP_JOBS_WITHIN_MS = 20_000
const CLOSE_WITHIN_MS = 60_000

/** What `serve` has begun before the rest was loaded. */
export interface Begun extends Pick<ContextOptions, 'log' | 'ownDatabase'> {
  stopRequested: Promise<void>
}

/** Runs the server until `stopRequested`. */
export async function runServer(settings: Settings, { stopRequested, ...begun }: Begun): Promise<void> {
  const { log } = begun
  const context = await openContext(settings, { ...begun, purpose: 'server' })
  let metrics: MetricsServer | undefined
  try {
    if (settings.METRICS_ADDRESS !== undefined) metrics = await openMetricsServer(context, settings.METRICS_ADDRESS)
    const [app] = await Promise.all([openServer(context), context.startMail()])
    const baseUrl = await listen(app, settings)
    if (settings.MODE === 'production') await prepareOperator(context)
    else if (settings.ROLES.includes('api')) announce(settings, await prepareSandbox(context, baseUrl))
    await warnOf(context)
    const jobs = settings.ROLES.includes('jobs') ? await startJobs(context) : undefined
    log.info({ version: productVersion, mode: settings.MODE, baseUrl }, 'ready')
    void importIndexAtStart(context)
    await stopRequested
    log.info('stopping')
    setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref()
    // Cuts off clients that do not finish in time; unfinished transactions are rolled back.
    const closed = app.close()
    await Promise.race([closed, after(STOP_WITHIN_MS, undefined, { ref: false })])
    app.server.closeAllConnections()
    await closed
    await Promise.race([jobs?.stop(), after(STOP_JOBS_WITHIN_MS, undefined, { ref: false })])
  } finally {
    await metrics?.[Symbol.asyncDispose]()
    await context[Symbol.asyncDispose]()
  }
}

/** What an operator should know of, though the server runs. */
async function warnOf({ settings, log, isFirstOnFolder, trust }: Context): Promise<void> {
  if (settings.MODE === 'production' && settings.DATABASE_URL === undefined)
    log.warn('production runs on the embedded database: set DATABASE_URL to a PostgreSQL server that is backed up')
  if (settings.MODE === 'sandbox' && settings.ROLES.includes('api') && !isFirstOnFolder)
    log.warn('another server runs on this DATA_DIR: sandbox.json keeps its address')
  const { certificates, services } = await trust.anchors()
  if (settings.MODE === 'production' && certificates.length + services.length === 0)
    log.warn(
      { unassessedSigners: settings.UNASSESSED_SIGNERS },
      'no issuer of signatures is trusted: see ceralacca doctor',
    )
}

async function listen(app: Awaited<ReturnType<typeof openServer>>, settings: Settings): Promise<string> {
  try {
    return await app.listen({ host: settings.HOST, port: settings.PORT })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new SettingsError(`HOST and PORT: cannot listen on ${settings.HOST}:${settings.PORT} (${code})`)
  }
}

function announce(settings: Settings, sandbox: SandboxCredentials): void {
  process.stdout.write(
    [
      '',
      `Ceralacca ${productVersion}, sandbox`,
      '',
      `  address   ${sandbox.baseUrl}`,
      `  console   ${sandbox.baseUrl}/console`,
      `  docs      ${sandbox.baseUrl}/docs`,
      `  account   ${sandbox.email}`,
      `  API key   ${sandbox.apiKey}`,
      `  token     ${sandbox.token}`,
      `  operator  ${sandbox.operatorToken}`,
      ...(sandbox.mail === undefined
        ? []
        : [`  mail      smtp ${sandbox.mail.smtp}, pop3 ${sandbox.mail.pop3}, imap ${sandbox.mail.imap}`]),
      `  (also in ${settings.DATA_DIR}/sandbox.json)`,
      '',
      '',
    ].join('\n'),
  )
}
