// The embedded PostgreSQL in DATA_DIR.
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../database/embedded.ts'
import type { EmbeddedPostgres } from '../database/embedded.ts'
import type { Log } from '../log.ts'
import type { Settings } from '../settings.ts'
import { openDataFolder } from './data-folder.ts'

/** `makes`: makes the folder and the database where they are missing. `adopt`: stops a PostgreSQL that a killed server left. */
export interface Claim {
  makes: boolean
  adopt: boolean
}

/** Starts or joins the PostgreSQL of DATA_DIR. Throws SettingsError or EmbeddedPostgresError, each one plain line. */
export async function startOwnDatabase(
  settings: Settings,
  log: Log,
  { makes, adopt }: Claim,
): Promise<EmbeddedPostgres> {
  if (makes) await openDataFolder(settings)
  return startEmbeddedPostgres({
    dir: join(settings.DATA_DIR, 'postgres'),
    pgBindir: settings.PG_BINDIR,
    adopt,
    create: makes,
    onRestart: (reason) => log.warn({ reason }, 'embedded PostgreSQL'),
  })
}
