// person export|erase
import { open, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { codeOf } from '../data-folder/data-folder.ts'
import { archiveOf } from '../privacy/archive.ts'
import { erasePerson } from '../privacy/erase-person.ts'
import { exportPerson } from '../privacy/export-person.ts'
import type { ExportedFile } from '../privacy/export-person.ts'
import { namedBy } from '../privacy/person.ts'
import type { Counts, Named } from '../privacy/person.ts'
import { SettingsError } from '../settings.ts'
import { UsageError } from './command.ts'
import type { Command, CommandResult, Options } from './command.ts'

const ways = { 'fiscal-code': 'fiscal_code', email: 'email', id: 'id' } as const
const whoUsage = '(--fiscal-code CODE | --email ADDRESS | --id ID)'
const whoOptions = { 'fiscal-code': { type: 'string' }, email: { type: 'string' }, id: { type: 'string' } } as const

export const personExport: Command = {
  name: 'person export',
  usage: `FILE.tar ${whoUsage}`,
  means: 'write all that is known of a person into a file of their own: person.json and their documents, opened',
  options: whoOptions,
  arguments: ['FILE.tar'],

  async run({ options, positionals: [path = ''], context }) {
    const exported = await exportPerson(context, whoIn(options))
    if (exported.is !== 'known') return notDone(exported)
    const names = await writeFiles(path, exported.files)
    return { data: { path, files: names }, lines: [`${path}: person.json and ${names.length - 1} documents`] }
  },
}

export const personErase: Command = {
  name: 'person erase',
  usage: `${whoUsage} [--confirm]`,
  means:
    'erase what ended mailboxes and requests say of a person, and their documents; says what it would do unless --confirm; run it again to go on',
  options: { ...whoOptions, confirm: { type: 'boolean' } },

  async run({ options, context }) {
    const erasure = await erasePerson(context, whoIn(options), { plan: options.confirm !== true })
    if (erasure.is === 'active') {
      const lines = ['nothing was erased, as this is in use:', ...erasure.what]
      return { data: { error: lines[0], active: erasure.what }, lines, failed: true }
    }
    if (erasure.is === 'unknown' || erasure.is === 'too many') return notDone(erasure)
    const did = erasure.is === 'erased' ? 'erased' : 'would be erased (with --confirm)'
    return { data: erasure, lines: [`${did}: ${describe(erasure.counts)}`] }
  },
}

function whoIn(options: Options): Named {
  const given = Object.entries(ways).flatMap(([option, by]) => {
    const value = options[option]
    return typeof value === 'string' && value.trim() !== '' ? [namedBy(by, value)] : []
  })
  const [named, ...more] = given
  if (named === undefined || more.length > 0) throw new UsageError(`give one of ${whoUsage}`)
  return named
}

function notDone(why: { is: 'unknown' } | { is: 'too many'; most: number }): CommandResult {
  const line =
    why.is === 'unknown'
      ? 'nothing names this person'
      : `more than ${why.most} mailboxes or requests name this person: take them one by one, with --id`
  return { data: { error: line }, lines: [line], failed: true }
}

const describe = (counts: Counts) =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what.replaceAll('_', ' ')}`)
    .join(', ')

/** Writes a file that only its user can read, and none where something fails. Returns the names in it. */
async function writeFiles(path: string, files: AsyncIterable<ExportedFile>): Promise<string[]> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw new SettingsError(`${path} cannot be written (${codeOf(error)})`)
  })
  const names: string[] = []
  async function* noted() {
    for await (const one of files) {
      yield one
      names.push(one.name)
    }
  }
  try {
    await pipeline(archiveOf(noted()), file.createWriteStream())
    return names
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
