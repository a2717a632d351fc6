// A document somebody handed in, as what can be drawn of it: of a signed file, the document inside.
import type { Context } from '../context.ts'
import type { DrawAnswer } from '../documents/page-image-worker.ts'
import type { PoolAnswer } from '../documents/worker-pool.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { isPlainText } from '../model/plain-text.ts'
import { isResourceId } from '../model/resource-id.ts'
import type { Reader } from '../store/database.ts'
import { findDocument } from '../store/documents.ts'

const LONGEST_NAME = 200
const MOST_SIGNED_BYTES = 32 * 1024 * 1024

/** A document by its owner, its name and the upload it came with: the newest unless told. */
export interface DocumentAddress {
  owner: string
  name: string
  submission: number | undefined
}

/** Its bytes, with those of a signed file's content in place of the file; undefined where there is no such document. */
export async function documentToShow(
  context: Context,
  db: Reader,
  { owner, name, submission }: DocumentAddress,
  now: Date,
): Promise<Uint8Array | undefined> {
  if (!isResourceId(owner) || name.length > LONGEST_NAME || !isPlainText(name)) return undefined
  const found = await findDocument(db, owner, name, submission)
  if (found === undefined) return undefined
  const file = await context.vault.read({ key: found.key, name, owner: { kind: found.owner_kind, id: owner } })
  if (!name.endsWith('.p7m')) return file
  const question = { at: now, anchors: await context.trust.anchors(), judgedFor: 'now' } as const
  const { content } = await context.signatures.openP7m(file, { ...question, maxBytes: MOST_SIGNED_BYTES })
  return content ?? file
}

const words = {
  damaged: 'it is damaged, or no PDF',
  locked: 'it needs a password',
  empty: 'it has no pages',
  'too much': 'it takes too much time or memory',
} as const

/** What was drawn. Refuses with 150 what cannot be shown, with 151 a page there is none of, with 152 while too many wait. */
export function drawn(answer: DrawAnswer | PoolAnswer): Extract<DrawAnswer, { is: 'pages' | 'drawn' }> {
  if (answer.is === 'pages' || answer.is === 'drawn') return answer
  if (answer.is === 'not shown') throw ownRefusal(150, { why: words[answer.why] })
  if (answer.is === 'no such page') throw ownRefusal(151, { max: answer.count })
  throw answer.is === 'busy' ? ownRefusal(152) : ownRefusal(150, { why: words['too much'] })
}
