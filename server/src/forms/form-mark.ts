// The mark that ties an uploaded form to the one that was issued.
import { createHash } from 'node:crypto'
import { declaredDocument, declaredTexts } from '../model/mailbox-fields.ts'
import { declaredRequestTexts } from '../model/registry-request-fields.ts'
import type { FormMailbox } from './form-mailbox.ts'
import type { FormRequest } from './form-request.ts'

export type FormName = 'modulo_attivazione' | 'modulo_conservazione' | 'procura_registro_imprese'

/** A drawn form: the PDF, and the mark in its QR code and its Keywords. */
export interface IssuedForm {
  bytes: Uint8Array
  form: FormName
  version: string
  hash: string
  mark: string
}

/** The version of each form's layout and texts. Part of the hash: raise it whenever either changes. */
export const formVersions = {
  modulo_attivazione: '2026.1',
  modulo_conservazione: '2026.1',
  procura_registro_imprese: '2026.1',
} as const satisfies Record<FormName, string>

/**
 * Returns the mark of a form without drawing it: `CERALACCA:<form>:<resource id>:<version>:<hash>`. The hash is the
 * first 32 hex digits of SHA-256 over the form's data, sorted by name, and its version. The issue date is not part of
 * it.
 */
export function formMark(
  form: Exclude<FormName, 'procura_registro_imprese'>,
  mailbox: FormMailbox,
  spazioMb?: number,
): Omit<IssuedForm, 'bytes'> {
  const values: Record<string, string> = { spazio_conservazione: spazioMb?.toString() ?? '' }
  for (const key of dataKeys) values[key] = mailbox[key] ?? ''
  return marked(form, mailbox.id, values)
}

/** Returns the mark of the power of attorney for a request to the Business Register, in the same format. */
export function requestMark(request: FormRequest): Omit<IssuedForm, 'bytes'> {
  const values: Record<string, string> = { pec_amministratore: String(request.pec_amministratore) }
  for (const key of requestKeys) values[key] = request[key]
  return marked('procura_registro_imprese', request.id, values)
}

function marked(form: FormName, id: string, values: Readonly<Record<string, string>>): Omit<IssuedForm, 'bytes'> {
  const version = formVersions[form]
  const sorted = Object.entries({ ...values, form, version }).sort(([one], [other]) => (one < other ? -1 : 1))
  const hash = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32)
  const name = id.replace(/[^0-9A-Za-z_-]/g, '_').slice(0, 64) || '_'
  return { form, version, hash, mark: `CERALACCA:${form}:${name}:${version}:${hash}` }
}

/** Parses a mark from a QR code or a PDF's Keywords; returns undefined for anything else. */
export function parseFormMark(text: string): { form: string; id: string; version: string; hash: string } | undefined {
  if (text.length > 256) return undefined
  const parts = /^CERALACCA:([a-z_]{1,40}):([0-9A-Za-z_-]{1,64}):([0-9.]{1,16}):([0-9a-f]{32})$/.exec(text.trim())
  if (!parts) return undefined
  const [, form = '', id = '', version = '', hash = ''] = parts
  return { form, id, version, hash }
}

// What the hash covers, in this order. Adding a declared field changes the hash and requires a new version.
const [address, ...otherTexts] = declaredTexts
const dataKeys: readonly (keyof FormMailbox)[] = [
  'id',
  address,
  'tipo_casella',
  ...otherTexts,
  'cod_attivazione',
  ...declaredDocument,
]

const requestKeys: readonly Exclude<keyof FormRequest, 'pec_amministratore'>[] = [
  'id',
  ...declaredRequestTexts,
  'codice_registro_imprese',
  'attorneyName',
  'attorneyFiscalCode',
]
