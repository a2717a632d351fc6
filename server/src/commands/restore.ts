// restore FILE
import { createReadStream } from 'node:fs'
import type { ReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BackupError } from '../backup/archive.ts'
import { loadBackup } from '../backup/load.ts'
import { findEncryptionKey, openDataFolder } from '../data-folder/data-folder.ts'
import { startOwnDatabase } from '../data-folder/own-database.ts'
import { openObjectStore, tryOutStore } from '../documents/open-store.ts'
import { keyringOf, sealerWith } from '../documents/keyring.ts'
import { openLog } from '../log.ts'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { openDatabase } from '../store/database.ts'
import { DatabaseRefusedError, refuseUnfitDatabase, refuseWithoutRights } from '../store/installation.ts'
import { UsageError } from './command.ts'
import type { CommandResult } from './command.ts'
import { settingsIn } from './environment.ts'
import type { Environment } from './environment.ts'
import { megabytes, withProgress } from './progress.ts'

export const restoreUsage = 'restore FILE'
export const restoreMeans =
  'bring a backup back into an empty database and document store, with the key it was sealed with'

/** Opens no context: there is nothing yet that one could be opened on. */
export async function restore(args: readonly string[], variables: Environment): Promise<CommandResult> {
  const [path] = args
  if (path === undefined || args.length > 1) throw new UsageError(`usage: ceralacca ${restoreUsage}`)
  const settings = settingsIn(variables)
  await access(path).catch(() => {
    throw new SettingsError(`${path} is not there`)
  })
  try {
    const loaded = await restoreInto(settings, path)
    const done = `restored ${loaded.tables} tables and ${loaded.documents} documents of version ${loaded.version}`
    return { data: loaded, lines: [done, 'look at it with: ceralacca doctor'] }
  } catch (error) {
    if (error instanceof BackupError || error instanceof DatabaseRefusedError) throw new SettingsError(error.message)
    throw error
  }
}

async function restoreInto(settings: Settings, path: string) {
  const key = await findEncryptionKey(resolve(settings.DATA_DIR), settings)
  if (key === undefined)
    throw new SettingsError(
      'ENCRYPTION_KEY: a backup has no key in it; set the one it was sealed with, or bring its encryption.key into DATA_DIR',
    )
  const keyring = keyringOf(key, settings.ENCRYPTION_KEY_PREVIOUS)
  const dataFolder = await openDataFolder(settings)
  const embedded =
    settings.DATABASE_URL === undefined
      ? await startOwnDatabase(settings, openLog('silent'), { makes: true, adopt: false })
      : undefined
  const { DATABASE_URL = '', DATABASE_DIRECT_URL: connectionString = DATABASE_URL } = settings
  const connection = embedded?.connection ?? { connectionString }
  const database = openDatabase(connection)
  const objects = openObjectStore(settings, dataFolder)
  try {
    await refuseUnfitDatabase(database.kysely)
    await refuseWithoutRights(database.kysely)
    await tryOutStore(objects)
    const installation = { mode: settings.MODE, sealer: sealerWith(keyring), keyIds: keyring.ids }
    return await loadedWithProgress({ database, objects, installation }, path)
  } finally {
    await objects.close()
    await database.kysely.destroy()
    await embedded?.stop()
  }
}

/** The file is read twice: to see that it is whole, and to restore it. */
async function loadedWithProgress(into: Parameters<typeof loadBackup>[0], path: string) {
  const { size } = await stat(path)
  const readings: ReadStream[] = []
  const open = () => {
    const reading = createReadStream(path)
    readings.push(reading)
    return reading
  }
  const line = () => {
    const read = megabytes(readings.at(-1)?.bytesRead ?? 0)
    return `${readings.length < 2 ? 'checking' : 'restoring'}: ${read} of ${megabytes(size)}`
  }
  return withProgress(loadBackup(into, open), line)
}
