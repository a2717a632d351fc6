// The first step: a body becomes its members, whatever its content type (contract 1.8).
import type { KnownPrincipal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { refusal, refusalIn } from '../errors/refusal.ts'
import type { Space } from '../errors/spaces.ts'
import { textOfBody } from '../model/body-text.ts'
import { isForm, parseForm } from '../model/form.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import { ownerOf } from './access.ts'
import { ReadDocuments } from './field-types.ts'
import { fromForm } from './fields.ts'
import type { FieldRules } from './fields.ts'
import type { Call } from './operation.ts'

const MB = 1024 * 1024

/** The members of a call's body, with documents where it has an `uploader`; no body is an empty one. Refuses 100 for what is neither a JSON object nor a form. */
export async function readBody(
  { body, contentType }: Pick<Call, 'body' | 'contentType'>,
  context: Context,
  { uploader, space, rules }: { uploader: KnownPrincipal | undefined; space: Space; rules: FieldRules },
): Promise<Record<string, unknown>> {
  if (body === undefined || body.length === 0) return {}
  const form = isForm(body, contentType)
  const members =
    uploader === undefined ? readText(body, contentType, form) : await readUpload(body, contentType, context, uploader)
  if (members === undefined) throw refusalIn(space, 100)
  return form ? fromForm(rules, members) : members
}

function readText(body: Uint8Array, contentType: string | undefined, form: boolean) {
  const text = textOfBody(body, contentType)
  return form ? parseForm(text) : parseJsonObject(text.decode(text.bytes)?.replace(/^\ufeff/, '') ?? '')
}

async function readUpload(
  body: Uint8Array,
  contentType: string | undefined,
  context: Context,
  uploader: KnownPrincipal,
): Promise<Record<string, unknown>> {
  const { base64, pdf } = context.strictness
  const rules = { base64, pdf, maxDocumentBytes: context.settings.MAX_DOCUMENT_MB * MB, contentType }
  const parsed = await context.uploads.read(body, rules, ownerOf(uploader))
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
