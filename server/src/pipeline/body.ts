// The first step: a body becomes its members, whatever its content type (contract 1.8).
import type { Context } from '../context.ts'
import { refusal, refusalIn } from '../errors/refusal.ts'
import type { Space } from '../errors/spaces.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import { ReadDocuments } from './fields.ts'
import type { Call } from './operation.ts'

const MB = 1024 * 1024

/** The members of a call's body; no body is an empty one. Refuses 100 for what is not a JSON object. */
export async function readBody(
  { body, contentType }: Pick<Call, 'body' | 'contentType'>,
  context: Context,
  { uploads, space }: { uploads: boolean; space: Space },
): Promise<Record<string, unknown>> {
  if (body === undefined || body.length === 0) return {}
  if (uploads) return readUpload(body, context)
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  const members = parseJsonObject(text) ?? formMembers(text, contentType)
  if (members === undefined) throw refusalIn(space, 100)
  return members
}

/** A form is taken only where it says it is one and is no JSON. */
function formMembers(text: string, contentType: string | undefined): Record<string, unknown> | undefined {
  const isForm = contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true
  if (!isForm || !/^[^{["\s=]{1,100}=/.test(text)) return undefined
  return Object.fromEntries(new URLSearchParams(text))
}

async function readUpload(body: Uint8Array, context: Context): Promise<Record<string, unknown>> {
  const { strictness, settings } = context
  const parsed = await context.uploads.read(body, {
    base64: strictness.base64,
    pdf: strictness.pdf,
    maxDocumentBytes: settings.MAX_DOCUMENT_MB * MB,
  })
  switch (parsed.is) {
    case 'parsed':
      return { ...parsed.body, documenti: documentsOf(parsed.documenti) }
    case 'too large':
      throw refusal(103)
    case 'gave up':
    case 'busy':
      throw refusal(111)
    default:
      throw refusal(100)
  }
}

type ParsedDocuments = Extract<Awaited<ReturnType<Context['uploads']['read']>>, { is: 'parsed' }>['documenti']

/** Readable documents as a value only this file makes; anything else as what a form refuses. */
function documentsOf(documenti: ParsedDocuments): ReadDocuments | undefined | false {
  if (documenti === 'absent') return undefined
  if (typeof documenti === 'string') return false
  if (documenti.some((entry) => entry.is === 'unreadable' && entry.why === 'too large')) throw refusal(103)
  const readable = documenti.flatMap((entry) => (entry.is === 'document' ? [entry.document] : []))
  return readable.length === documenti.length ? new ReadDocuments(readable) : false
}
