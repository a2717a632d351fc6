// Is an uploaded PDF a form we issued, by its first bytes; or does it carry the mark of one, which anybody can copy, in its
// text or as a QR code on a scan of it.
import { createHash } from 'node:crypto'
import { asBuffer, latin1 } from '../documents/pdf-syntax.ts'
import { parseFormMark } from '../forms/form-mark.ts'
import { picturesOf } from './pdf-pictures.ts'
import { readQrCodes } from './qr-reader.ts'

/** Forms that were issued for a resource. */
export interface IssuedForms {
  /** The resource's id. */
  id: string
  marks: readonly { form: string; version: string; hash: string }[]
  /** SHA-256 in hex. */
  files: readonly { form: string; sha256: string; sizeBytes: number; issuedAt: Date }[]
}

/** Information for who reviews the document, never a reason to refuse it. */
export type FormMatch =
  /** It begins with the very bytes; what follows may be signatures. `issuedAt` is ISO. */
  | { is: 'issued'; form: string; issuedAt: string; addedBytes: number }
  /** Of the form as it was issued; what else the document holds, nobody knows. */
  | { is: 'mark found'; form: string; seen: 'in its text' | 'as a QR code' }
  /** Marked for another resource, or a form of this one whose data have changed since. */
  | { is: 'another form'; form: string; ours: boolean; seen: 'in its text' | 'as a QR code' }
  | { is: 'not found' }
  /** Nor may it be said that there is none: not everything could be looked at. */
  | { is: 'not examined' }

const MOST_MARKS = 20
const LONGEST_MARK = 160

/** Looks at the bytes first: a copy signed digitally keeps ours at its beginning. Never throws for any bytes. */
export async function matchForm(pdf: Uint8Array, issued: IssuedForms): Promise<FormMatch> {
  const same = issued.files.find(({ sha256, sizeBytes }) => beginsWith(pdf, sizeBytes, sha256))
  if (same !== undefined) {
    const { form, issuedAt, sizeBytes } = same
    return { is: 'issued', form, issuedAt: issuedAt.toISOString(), addedBytes: pdf.length - sizeBytes }
  }
  const written = best(marksIn(pdf), issued, 'in its text')
  if (written.is === 'mark found') return written
  let seen = written
  for await (const picture of picturesOf(pdf)) {
    const match: FormMatch =
      picture === 'left out' ? { is: 'not examined' } : best(await readQrCodes(picture), issued, 'as a QR code')
    if (match.is === 'mark found') return match
    const isMore = seen.is === 'not found' || (seen.is === 'not examined' && match.is !== 'not found')
    if (isMore) seen = match
  }
  return seen
}

function beginsWith(pdf: Uint8Array, sizeBytes: number, sha256: string): boolean {
  if (pdf.length < sizeBytes) return false
  return createHash('sha256').update(pdf.subarray(0, sizeBytes)).digest('hex') === sha256
}

function marksIn(pdf: Uint8Array): string[] {
  const text = asBuffer(pdf)
  const marks: string[] = []
  for (
    let at = text.indexOf('CERALACCA:');
    at !== -1 && marks.length < MOST_MARKS;
    at = text.indexOf('CERALACCA:', at + 1)
  ) {
    marks.push(/^[A-Za-z0-9:._-]+/.exec(latin1(pdf, at, at + LONGEST_MARK))?.[0] ?? '')
  }
  return marks
}

function best(
  texts: readonly string[],
  { id, marks: known }: IssuedForms,
  seen: 'in its text' | 'as a QR code',
): FormMatch {
  const marks = texts.flatMap((text) => parseFormMark(text) ?? [])
  const own = marks.filter((mark) => mark.id === id)
  const same = own.find((mark) =>
    known.some(({ form, version, hash }) => form === mark.form && version === mark.version && hash === mark.hash),
  )
  if (same !== undefined) return { is: 'mark found', form: same.form, seen }
  const other = own[0] ?? marks[0]
  return other === undefined
    ? { is: 'not found' }
    : { is: 'another form', form: other.form, ours: own.length > 0, seen }
}
