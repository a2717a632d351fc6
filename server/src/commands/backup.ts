// backup FILE
import { link, open, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { saveBackup } from '../backup/save.ts'
import { productVersion, SettingsError } from '../settings.ts'
import { codeOf } from '../data-folder/data-folder.ts'
import type { Command } from './command.ts'
import { megabytes, withProgress } from './progress.ts'

export const backupCommand: Command = {
  name: 'backup',
  usage: 'FILE',
  means: 'save database and documents as of now into one file, also while servers run; the key is not in it',
  options: {},
  arguments: ['FILE'],

  async run({ positionals: [path = ''], context: { database, objects, settings } }) {
    await refuseExisting(path)
    const draft = `${path}.part`
    try {
      const from = { database, objects, mode: settings.MODE, version: productVersion }
      const file = await open(draft, 'w', 0o600)
      const stream = file.createWriteStream()
      const saved = await withProgress(
        saveBackup(from, stream),
        () => `saving database and documents: ${megabytes(stream.bytesWritten)}`,
      )
      await flushed(draft)
      // Unlike a rename it replaces nothing that came meanwhile.
      await link(draft, path)
      await rm(draft)
      await flushed(dirname(path))
      const { size } = await stat(path)
      const lost = saved.missing === 0 ? [] : [`${saved.missing} documents have no stored file: they were lost before`]
      const done = `${path}: ${saved.rows} rows, ${saved.documents} documents, ${size} bytes. Keep its key elsewhere`
      return { data: { path, bytes: size, ...saved }, lines: [done, ...lost] }
    } catch (error) {
      await rm(draft, { force: true })
      if (error instanceof Error && 'syscall' in error && 'path' in error)
        throw new SettingsError(`${path} cannot be written (${codeOf(error)})`)
      throw error
    }
  },
}

async function refuseExisting(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there !== undefined) throw new SettingsError(`${path} is there already; give another file`)
}

/** On the disk before anybody relies on it. */
async function flushed(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
