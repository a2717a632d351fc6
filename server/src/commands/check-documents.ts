// Whether stored documents are there, open, and belong to somebody: a bounded look that changes nothing.
import type { Context } from '../context.ts'
import { ObjectMissingError } from '../documents/object-store.ts'
import { keysWithoutDocument, sampleDocuments } from '../store/document-sample.ts'
import type { SampledDocument } from '../store/document-sample.ts'

/** What was found. `looked` of `documents` rows were read, and `listed` stored objects compared with the rows. */
export interface DocumentsFound {
  documents: number
  looked: number
  missing: number
  unreadable: number
  listed: number
  orphaned: number
}

/** Looks at the newest `most` documents and at as many stored objects. */
export async function checkDocuments(context: Context, most: number): Promise<DocumentsFound> {
  const { kysely } = context.database
  const { count, sample } = await sampleDocuments(kysely, most)
  const found = { missing: 0, unreadable: 0 }
  for (const document of sample) {
    const state = await stateOf(context, document)
    if (state !== 'there') found[state] += 1
  }
  const keys: string[] = []
  for await (const key of context.objects.list('')) if (keys.push(key) >= most) break
  const orphaned = await keysWithoutDocument(kysely, keys)
  return { documents: count, looked: sample.length, ...found, listed: keys.length, orphaned: orphaned.length }
}

async function stateOf({ vault }: Context, document: SampledDocument): Promise<'there' | 'missing' | 'unreadable'> {
  try {
    await vault.read(document)
    return 'there'
  } catch (error) {
    return error instanceof ObjectMissingError ? 'missing' : 'unreadable'
  }
}
