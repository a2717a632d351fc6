// What of a write takes long happens before its transaction: looking at the documents closely, and storing them.
import { handlesOf, storeDocuments } from '../documents/stored-documents.ts'
import type { StoredDocuments } from '../documents/stored-documents.ts'
import { Refusal } from '../errors/refusal.ts'
import type { DocumentHandle } from '../providers/port/answer.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { build } from './build.ts'
import type { Opening } from './build.ts'
import type { AnyContext, AnyWrite, Call, Declared } from './operation.ts'

/** What was done before the transaction. */
export interface Prepared {
  examined: unknown
  stored: StoredDocuments | undefined
  /** Why the call was not to be made then. */
  refused: Refusal | undefined
}

/**
 * Examines and stores what came with a call. A refusal on the way is not thrown: its steps tell it later, unless the same
 * request was answered before.
 */
export async function prepareCall(declared: Declared<AnyWrite>, call: Call, opening: Opening): Promise<Prepared> {
  const prepared: Prepared = { examined: undefined, stored: undefined, refused: undefined }
  if (declared.examine === undefined && declared.keep === undefined) return prepared
  try {
    const op = await build(declared, call, opening, { db: opening.context.database.kysely, lock: 'plain' })
    prepared.examined = await declared.examine?.(op)
    await declared.check?.({ ...op, examined: prepared.examined })
    prepared.stored = await storeUpload(declared, op)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    prepared.refused = error
  }
  return prepared
}

/** The documents of an upload, stored under the names they are documented with (contract 1.4). */
async function storeUpload({ keep, resource }: AnyWrite, op: AnyContext): Promise<StoredDocuments | undefined> {
  if (keep === undefined || resource === undefined) return undefined
  const { purpose, documents } = keep(op)
  const extension = resource.documents[purpose]
  if (extension === undefined) throw new TypeError(`no documents for ${purpose} are handed in for a ${resource.kind}`)
  const { id } = op.row
  const named = documents.map(({ bytes, sha256, pdf }, n) => {
    return { bytes, sha256, findings: pdf, purpose, name: `${id}_${n}_${purpose}.${extension}` }
  })
  return storeDocuments(op.context.vault, { kind: resource.kind, id }, named)
}

/** Adds the rows of what was stored; the documents as a provider is given them. */
export async function keepStored(
  declared: AnyWrite,
  op: AnyContext,
  unit: UnitOfWork,
  { stored, examined }: Prepared,
): Promise<DocumentHandle[]> {
  if (stored === undefined) return []
  await declared.noteKept?.({ ...op, unit, examined })
  await unit.addDocuments(stored, submissionOf(op) + 1)
  return handlesOf(op.context.vault, stored)
}

/** How many times documents of the purpose were handed in before, where the resource counts them. */
function submissionOf({ row }: AnyContext): number {
  return 'submissions' in row && typeof row.submissions === 'number' ? row.submissions : 0
}
