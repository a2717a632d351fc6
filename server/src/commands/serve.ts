// serve: settings, then everything else, and PostgreSQL starts while everything else is loaded.
import { setFlagsFromString } from 'node:v8'
import { startOwnDatabase } from '../data-folder/own-database.ts'
import { openLog } from '../log.ts'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { settingsIn } from './environment.ts'
import type { Environment } from './environment.ts'

/** Runs the server until it is asked to stop. Exits with code 1 and one line on stderr when it cannot start. */
export async function serve(variables: Environment): Promise<void> {
  try {
    const settings = settingsIn(variables)
    const stopRequested = untilStopRequested()
    // After a burst V8 would let the heap grow to a multiple of what lives in it, and keep it.
    setFlagsFromString('--heap-growing-percent=20')
    const log = openLog(settings.LOG_LEVEL)
    const ownDatabase = mayStartDatabase(settings)
      ? startOwnDatabase(settings, log, { makes: true, adopt: true })
      : undefined
    // Told when it is waited for.
    ownDatabase?.catch(() => undefined)
    const { runServer } = await import('./run-server.ts')
    await runServer(settings, { log, ownDatabase, stopRequested })
  } catch (error) {
    process.stderr.write(`ceralacca: ${lineOf(error)}\n`)
    process.exit(1)
  }
}

/** Whether there is an own database to start already: not before the operator's files have been found in order. */
function mayStartDatabase(settings: Settings): boolean {
  const { DATABASE_URL, PRICES_FILE, PROVIDERS_FILE, DOMAIN_RECORDS_FILE, TRUST_ANCHORS_DIR } = settings
  return [DATABASE_URL, PRICES_FILE, PROVIDERS_FILE, DOMAIN_RECORDS_FILE, TRUST_ANCHORS_DIR].every(
    (one) => one === undefined,
  )
}

/**
 * Resolves at the first SIGTERM or SIGINT. Later signals are ignored: npm sends Ctrl-C twice, which would orphan
 * PostgreSQL.
 */
function untilStopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve())
  })
}

function lineOf(error: unknown): string {
  if (error instanceof SettingsError) return error.message
  return error instanceof Error ? `cannot start: ${error.message.split('\n', 1)[0] ?? ''}` : 'cannot start'
}
