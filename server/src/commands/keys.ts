// keys list|rotate
import { isDone, rotateKeys } from '../keys/rotate.ts'
import type { Resealed, Rotation } from '../keys/rotate.ts'
import { readSealingKeys } from '../store/installation.ts'
import { listKeyHolders } from '../store/key-holders.ts'
import { readKeyUses } from '../store/sealed-values.ts'
import type { Command, CommandResult } from './command.ts'
import { withProgress } from './progress.ts'

export const keysList: Command = {
  name: 'keys list',
  usage: '',
  means:
    'list the encryption keys by their ids: which one seals, what each is needed for, which running servers have it',
  options: {},

  async run({ context: { keyring, database } }) {
    const { sealing, replaced } = await readSealingKeys(database.kysely)
    const [uses, holders] = [await readKeyUses(database.kysely), await listKeyHolders(database.kysely)]
    const known = [sealing, ...replaced, ...keyring.ids, ...uses.map(({ key }) => key)]
    const ids = [...new Set(known.filter((id) => typeof id === 'string'))]
    const keys = ids.map((id) => {
      const { secrets = 0, documents = 0 } = uses.find(({ key }) => key === id) ?? {}
      const servers = holders.filter(({ keys: theirs }) => theirs.includes(id)).length
      return { id, seals: id === sealing, at_hand: keyring.ids.includes(id), secrets, documents, servers }
    })
    const unknown = uses.find(({ key }) => key === null)?.documents ?? 0
    const lines = keys.map(({ id, seals, at_hand, secrets, documents, servers }) =>
      [
        id,
        seals ? 'seals' : 'opens',
        at_hand ? 'at hand' : 'not at hand',
        `${secrets} secrets`,
        `${documents} documents`,
        `at ${servers} of ${holders.length} running servers`,
      ].join('  '),
    )
    const more = unknown === 0 ? [] : [`${unknown} documents whose key nobody noted`]
    return { data: { keys, unknown_documents: unknown, servers: holders.length }, lines: [...lines, ...more] }
  },
}

export const keysRotate: Command = {
  name: 'keys rotate',
  usage: '',
  means:
    'let ENCRYPTION_KEY seal, and seal with it all that needs ENCRYPTION_KEY_PREVIOUS, while servers run; run it again to go on',
  options: {},

  async run({ context }) {
    const done: Resealed = { secrets: 0, documents: 0 }
    const work = rotateKeys(context, done)
    return outcomeOf(
      await withProgress(work, () => `sealed anew: ${done.secrets} secrets, ${done.documents} documents`),
    )
  },
}

function outcomeOf(rotation: Rotation): CommandResult {
  const { key, replaced, secrets, documents, unreadable, left } = rotation
  const lines = [`${key} seals; sealed anew: ${secrets} secrets, ${documents} documents`]
  if (left.leftover > 0)
    lines.push(`${left.leftover} objects that no document names need another key: the sweep discards them`)
  if (isDone(left)) {
    const other = replaced.length === 0 ? 'any other key' : `the key ${replaced.join(' or ')} any more`
    lines.push(`nothing needs ${other}: 0 secrets in the tables, 0 of ${left.objects} objects in the store`)
    return { data: rotation, lines }
  }
  lines.push(
    `${left.secrets} secrets and ${left.documents} documents still need another key: keep ENCRYPTION_KEY_PREVIOUS`,
  )
  lines.push(...unreadable.map((owner) => `a document of ${owner} cannot be opened`))
  if (left.underWay > 0)
    lines.push(`${left.underWay} objects are of uploads under way, or of ones that failed: run it again in an hour`)
  return { data: rotation, lines, failed: true }
}
