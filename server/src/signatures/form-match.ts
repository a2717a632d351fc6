// Does an uploaded PDF carry the mark of a form we issued: in its text, or as a QR code on a scan of it.
import { asBuffer, latin1 } from '../documents/pdf-syntax.ts'
import { parseFormMark } from '../forms/form-mark.ts'
import { picturesOf } from './pdf-pictures.ts'
import { readQrCodes } from './qr-reader.ts'

/** Forms that were issued for a resource. */
export interface IssuedForms {
  /** The resource's id. */
  id: string
  forms: readonly { form: string; version: string; hash: string }[]
}

/** Information for who reviews the document, never a reason to refuse it. */
export type FormMatch =
  | { is: 'the form we issued'; form: string; seen: 'in its text' | 'as a QR code' }
  /** Marked for another resource, or a form of this one whose data have changed since. */
  | { is: 'another form'; form: string; ours: boolean; seen: 'in its text' | 'as a QR code' }
  | { is: 'not found' }

const MOST_MARKS = 20
const LONGEST_MARK = 160

/** Looks in the text first: a copy signed digitally keeps our bytes at its beginning. Never throws for any bytes. */
export async function matchForm(pdf: Uint8Array, issued: IssuedForms): Promise<FormMatch> {
  const written = best(marksIn(pdf), issued, 'in its text')
  if (written.is === 'the form we issued') return written
  let seen = written
  for await (const picture of picturesOf(pdf)) {
    const match = best(await readQrCodes(picture), issued, 'as a QR code')
    if (match.is === 'the form we issued') return match
    if (seen.is === 'not found') seen = match
  }
  return seen
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

function best(texts: readonly string[], { id, forms }: IssuedForms, seen: 'in its text' | 'as a QR code'): FormMatch {
  const marks = texts.flatMap((text) => parseFormMark(text) ?? [])
  const own = marks.filter((mark) => mark.id === id)
  const same = own.find((mark) =>
    forms.some(({ form, version, hash }) => form === mark.form && version === mark.version && hash === mark.hash),
  )
  if (same !== undefined) return { is: 'the form we issued', form: same.form, seen }
  const other = own[0] ?? marks[0]
  return other === undefined
    ? { is: 'not found' }
    : { is: 'another form', form: other.form, ours: own.length > 0, seen }
}
