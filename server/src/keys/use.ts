// What each key is needed for, by the tables and by what lies in the store.
import type { Context } from '../context.ts'
import { ObjectMissingError } from '../documents/object-store.ts'
import { findNamed, readKeyUses } from '../store/sealed-values.ts'
import type { SealedDocument } from '../store/sealed-values.ts'

const OBJECTS_AT_ONCE = 8
const UNDER_WAY_FOR_MS = 3_600_000

/** What needs another key than the one that seals. */
export interface KeysInUse {
  /** Sealed texts in the tables. */
  secrets: number
  /** Documents that a row or a snapshot names. */
  documents: number
  /** Objects less than an hour old that nothing names: an upload under way, or what a crash left. */
  underWay: number
  /** Older ones that nothing names: the sweep discards them, and nothing needs them. */
  leftover: number
  /** How many objects were looked at. */
  objects: number
}

/** Counts secrets by SQL, and documents by walking the whole store; what a document needs is tried with `reseal` first. */
export async function keysInUse(
  context: Context,
  { reseal }: { reseal: (document: SealedDocument) => Promise<boolean> },
): Promise<KeysInUse> {
  const found: KeysInUse = { secrets: 0, documents: 0, underWay: 0, leftover: 0, objects: 0 }
  const key = context.keyring.sealingId()
  const objects = context.objects.list('')[Symbol.asyncIterator]()
  const work = async () => {
    for (let next = await objects.next(); next.done !== true; next = await objects.next()) {
      // What a server tries the store out with.
      if (next.value.startsWith('probe/')) continue
      found.objects += 1
      const as = await stateOf(context, next.value, key, reseal)
      if (as !== undefined) found[as] += 1
    }
  }
  await Promise.all(Array.from({ length: OBJECTS_AT_ONCE }, work))
  for (const use of await readKeyUses(context.database.kysely)) if (use.key !== key) found.secrets += use.secrets
  return found
}

async function stateOf(
  { vault, objects, database, clock }: Context,
  objectKey: string,
  key: string,
  reseal: (document: SealedDocument) => Promise<boolean>,
): Promise<'documents' | 'underWay' | 'leftover' | undefined> {
  try {
    if ((await vault.keyIdOf(objectKey)) === key) return undefined
  } catch (error) {
    if (error instanceof ObjectMissingError) return undefined
    throw error
  }
  const document = await findNamed(database.kysely, objectKey)
  if (document !== undefined) return (await reseal(document)) ? undefined : 'documents'
  const at = await objects.storedAt(objectKey)
  if (at === undefined) return undefined
  return clock.realNow().getTime() - at.getTime() < UNDER_WAY_FOR_MS ? 'underWay' : 'leftover'
}
