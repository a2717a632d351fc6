// comuni import
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { codeOf } from '../data-folder/data-folder.ts'
import { LARGEST_ARCHIVE_BYTES, readAnprArchive } from '../identity/anpr-archive.ts'
import { replaceMunicipalities } from '../store/municipalities.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Command, Context, CommandResult } from './command.ts'

export const comuniImport: Command = {
  name: 'comuni import',
  usage: 'FILE [--force]',
  means: "import the official archive of municipalities (ANPR's CSV), completely or not at all",
  options: { force: { type: 'boolean' } },
  arguments: ['FILE'],

  async run({ options, positionals, context }) {
    const [path = ''] = positionals
    const bytes = await readBounded(path)
    return typeof bytes === 'string' ? failed(bytes) : importArchive(context, bytes, options['force'] === true)
  },
}

async function importArchive(context: Context, bytes: Uint8Array, forced: boolean): Promise<CommandResult> {
  const read = readAnprArchive(bytes)
  if (read.is === 'malformed') {
    const { line, why } = read
    return { data: { error: why, line }, lines: [`line ${line}: ${why}; nothing was imported`], failed: true }
  }
  const { records, leftOut } = read
  const archive = { records, leftOut, sha256: createHash('sha256').update(bytes).digest('hex') }
  const now = context.clock.now()
  const replaced = await inTransaction(context.database.kysely, ({ db }) =>
    replaceMunicipalities(db, archive, { now, forced }),
  )
  if (replaced.is === 'busy') return failed('another import is under way')
  if (replaced.is === 'shrinks') {
    const { before } = replaced
    return failed(`would shrink the archive from ${before} to ${records.length} records; --force if that is right`)
  }
  const { added, changed, removed } = replaced
  const withoutCode = records.filter(({ code }) => code === '').length
  const counts = `${added} added, ${changed} changed, ${removed} removed`
  return {
    data: { records: records.length, added, changed, removed, withoutCode, leftOut },
    lines: [`${records.length} records: ${counts}; ${withoutCode} without a code, ${leftOut} left out`],
  }
}

const failed = (why: string): CommandResult => ({ data: { error: why }, lines: [why], failed: true })

/** The content of a file, or why it cannot be read. */
async function readBounded(path: string): Promise<Uint8Array | string> {
  try {
    await using file = await open(path)
    const stat = await file.stat()
    if (!stat.isFile()) return `${path} is no file`
    if (stat.size > LARGEST_ARCHIVE_BYTES) return `${path} is larger than ${LARGEST_ARCHIVE_BYTES} bytes`
    return await file.readFile()
  } catch (error) {
    return `${path} cannot be read: ${codeOf(error)}`
  }
}
