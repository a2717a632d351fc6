// A change of ENCRYPTION_KEY while servers run: every server has both keys, then the new one seals, then everything that
// needs the old one is sealed anew where it lies. Whenever it ends, it goes on from what is left (decision 0050).
import { setTimeout } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { ObjectMissingError } from '../documents/object-store.ts'
import { keyringOf, sealerWith } from '../documents/keyring.ts'
import { keyId, SealBrokenError } from '../documents/sealing.ts'
import { SettingsError } from '../settings.ts'
import { forgetReplacedKeys, readSealingKeys, replaceSealingKey } from '../store/installation.ts'
import { HOLDER_TELLS_EVERY_MS, listKeyHolders } from '../store/key-holders.ts'
import {
  documentsOfOtherKeys,
  noteDocumentKey,
  findNamed,
  replaceSealedValue,
  sealedColumns,
  valuesOfOtherKeys,
} from '../store/sealed-values.ts'
import type { SealedDocument } from '../store/sealed-values.ts'
import { keysInUse } from './use.ts'
import type { KeysInUse } from './use.ts'

const SECRETS_AT_A_TIME = 200
const DOCUMENTS_AT_A_TIME = 200
const DOCUMENTS_AT_ONCE = 4

/** What was sealed anew by now. */
export interface Resealed {
  secrets: number
  documents: number
}

/** How a rotation ended: `left` is what still needs another key than `key`, and `unreadable` names owners of documents. */
export interface Rotation extends Resealed {
  key: string
  replaced: string[]
  unreadable: string[]
  left: KeysInUse
}

/**
 * Makes ENCRYPTION_KEY the key that seals, and seals everything with it. `done` is kept up to date meanwhile. Throws
 * SettingsError where a running server does not have the key, or somebody changes to another one at the same time.
 */
export async function rotateKeys(context: Context, done: Resealed): Promise<Rotation> {
  const { keyring, database } = context
  const [newest = keyring.sealing()] = keyring.all
  const key = keyId(newest)
  await refuseWithoutHolders(context, key)
  await replaceSealingKey(database.kysely, key, sealerWith(keyringOf(newest)))
  keyring.sealWith(key)
  await context.wakeUps.tellKeys()
  await holdersSealWith(context, key)
  const { replaced } = await readSealingKeys(database.kysely)
  await resealSecrets(context, key, done)
  const unreadable = await resealDocuments(context, key, done)
  const left = await keysInUse(context, { reseal: (document) => resealOne(context, key, document, done) })
  if (isDone(left)) await forgetReplacedKeys(database.kysely, replaced)
  return { ...done, key, replaced, unreadable, left }
}

/** Whether nothing needs another key any more. Of what nothing names only an upload under way may yet be needed. */
export const isDone = ({ secrets, documents, underWay }: KeysInUse): boolean => secrets + documents + underWay === 0

async function refuseWithoutHolders({ database }: Context, key: string): Promise<void> {
  const holders = await listKeyHolders(database.kysely)
  const without = holders.filter(({ keys }) => !keys.includes(key))
  if (without.length === 0) return
  throw new SettingsError(
    `ENCRYPTION_KEY: ${without.length} of ${holders.length} running servers do not have the key ${key}; restart them with it, and with the key before in ENCRYPTION_KEY_PREVIOUS`,
  )
}

/** Resolves once every running server seals with the key; one that is gone is waited for until it counts as gone. */
async function holdersSealWith({ database }: Context, key: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    const others = (await listKeyHolders(database.kysely)).filter(({ sealing }) => sealing !== key)
    if (others.length === 0) return
    if (waitedMs > 4 * HOLDER_TELLS_EVERY_MS)
      throw new SettingsError(
        `ENCRYPTION_KEY: ${others.length} running servers do not take up the key ${key}; look at their logs`,
      )
    // A command hears of nothing from others, and asks this small table for some seconds of its life.
    await setTimeout(100)
  }
}

async function refuseAnother({ database }: Context, key: string): Promise<void> {
  const { sealing } = await readSealingKeys(database.kysely)
  if (sealing === key) return
  throw new SettingsError(`ENCRYPTION_KEY: meanwhile somebody changed it to the key ${sealing ?? 'of nobody'}`)
}

async function resealSecrets(context: Context, key: string, done: Resealed): Promise<void> {
  const { database, sealer } = context
  for (const column of sealedColumns) {
    let after: readonly unknown[] | undefined
    do {
      await refuseAnother(context, key)
      const values = await valuesOfOtherKeys(database.kysely, column, { key, after, most: SECRETS_AT_A_TIME })
      for (const value of values) {
        const sealed = sealer.sealText(value.owner, sealer.openText(value.owner, value.sealed))
        await replaceSealedValue(database.kysely, column, value, sealed)
        done.secrets += 1
      }
      after = values.at(-1)?.row_id
    } while (after !== undefined)
  }
}

/** Returns whose documents cannot be opened. */
async function resealDocuments(context: Context, key: string, done: Resealed): Promise<string[]> {
  const unreadable: string[] = []
  let after: string | undefined = ''
  while (after !== undefined) {
    await refuseAnother(context, key)
    const some: SealedDocument[] = await documentsOfOtherKeys(context.database.kysely, {
      key,
      after,
      most: DOCUMENTS_AT_A_TIME,
    })
    const waiting = [...some]
    const work = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
        if (!(await resealOne(context, key, one, done))) unreadable.push(`${one.owner.kind} ${one.owner.id}`)
    }
    await Promise.all(Array.from({ length: DOCUMENTS_AT_ONCE }, work))
    after = some.at(-1)?.key
  }
  return unreadable
}

/** Returns false for a document that is there and cannot be opened. */
async function resealOne(context: Context, key: string, document: SealedDocument, done: Resealed): Promise<boolean> {
  const { vault, database } = context
  try {
    if (await vault.reseal(document)) done.documents += 1
  } catch (error) {
    // What is not there needs no key; that it is missing, `doctor` says.
    if (!(error instanceof ObjectMissingError || error instanceof SealBrokenError)) throw error
    if (error instanceof SealBrokenError) return false
  }
  await noteDocumentKey(database.kysely, document.key, key)
  // Whoever removed it in between must not find it there again.
  if ((await findNamed(database.kysely, document.key)) === undefined) await vault.discard([document])
  return true
}
