// A call of the HTTP service for sending and reading, as it comes from the server, and why it is not answered.
import { textOf } from '../../../server/src/messages/header-fields.ts'

/** Refused with a status of the service: 400, 401 or 404. */
export class ServiceRefusal extends Error {
  readonly status: 400 | 401 | 404

  constructor(status: 400 | 401 | 404, message: string) {
    super(message)
    this.name = 'ServiceRefusal'
    this.status = status
  }
}

type Fields = Readonly<Record<string, unknown>>

/** The fields of a body, JSON or of a form. Throws 400 for what is neither. */
export function fieldsOf(body: Uint8Array, contentType: string): Fields {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  if (contentType.startsWith('application/x-www-form-urlencoded')) return ofForm(new URLSearchParams(text))
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  } catch {
    // Said below.
  }
  throw new ServiceRefusal(400, 'The body is not a JSON object')
}

/** `recipient[]` is how forms write lists. */
function ofForm(form: URLSearchParams): Fields {
  const names = new Set(form.keys())
  return Object.fromEntries(
    [...names].map((name) => {
      const all = form.getAll(name)
      return name.endsWith('[]') ? [name.slice(0, -2), all] : [name, all[0] ?? '']
    }),
  )
}

/** A text under one of the names clients give it. Throws 400 where it is missing, or two of them differ. */
export function textIn(fields: Fields, ...names: readonly string[]): string {
  const found = new Set(names.map((name) => fields[name]).filter((value) => value !== undefined))
  const [value, other] = found
  if (typeof value !== 'string' || value.trim() === '') throw new ServiceRefusal(400, `${String(names[0])} is required`)
  if (other !== undefined) throw new ServiceRefusal(400, `${names.join(' and ')} say different things`)
  return value
}

const MOST_RECIPIENTS = 1_000
const ADDRESS = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/

/** The recipients: a text, parted by commas where there are several, or a list. Throws 400 for what is no address. */
export function recipientsIn(fields: Fields): string[] {
  const given = fields['recipient'] ?? fields['to']
  const texts: unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : []
  const addresses = texts.map((one) => (typeof one === 'string' ? one.trim().toLowerCase() : ''))
  if (addresses.length === 0) throw new ServiceRefusal(400, 'recipient is required')
  if (addresses.length > MOST_RECIPIENTS) throw new ServiceRefusal(400, `recipient: ${MOST_RECIPIENTS} at most`)
  if (!addresses.every((address) => ADDRESS.test(address))) throw new ServiceRefusal(400, 'recipient is no address')
  return [...new Set(addresses)]
}

export interface Attachment {
  name: string
  content: Buffer
  contentType: string
}

const MOST_ATTACHMENTS = 100

/** The attachments: a name each, and base64 or a data URI. Throws 400 for anything else. */
export function attachmentsIn({ attachments = [] }: Fields): Attachment[] {
  if (!Array.isArray(attachments) || attachments.length > MOST_ATTACHMENTS)
    throw new ServiceRefusal(400, `attachments is a list of ${MOST_ATTACHMENTS} at most`)
  return attachments.map((given: unknown) => {
    const { name, file }: { name?: unknown; file?: unknown } = Object(given)
    if (typeof name !== 'string' || typeof file !== 'string')
      throw new ServiceRefusal(400, 'an attachment has name and file')
    const uri = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.-]+)*;base64,/.exec(file.slice(0, 300))
    const written = file.slice(uri?.[0].length ?? 0)
    if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(written))
      throw new ServiceRefusal(400, 'the file of an attachment is neither base64 nor a data URI')
    return {
      name: textOf(name),
      content: Buffer.from(written, 'base64'),
      contentType: uri?.[1] ?? 'application/octet-stream',
    }
  })
}
