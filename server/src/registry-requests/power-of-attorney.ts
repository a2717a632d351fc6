// The power of attorney of a request: the provider's own, kept with its code, or ours, drawn when first asked for. What is
// downloaded later, and compared, are always the very same bytes.
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { NewDocument } from '../documents/stored-documents.ts'
import { findIssuedDocument, noteIssuedForm, POWER_OF_ATTORNEY } from '../store/documents.ts'
import { readResource } from '../store/resource.ts'
import { keepIssued, wholeSecond } from '../unit-of-work.ts'
import { registryRequests } from './resource.ts'
import type { RegistryRequestRow } from './table.ts'

/** A power of attorney about to be stored for a request. */
export function issuedPower(id: string, bytes: Uint8Array, findings: object): NewDocument {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { name: `${id}_${POWER_OF_ATTORNEY}.pdf`, purpose: POWER_OF_ATTORNEY, bytes, sha256, findings }
}

/** The power of attorney of a request that has its code, as a PDF and its file name. */
export async function powerOfAttorneyOf(
  context: Context,
  { id }: Pick<RegistryRequestRow, 'id'>,
): Promise<{ file: Uint8Array; name: string }> {
  const owner = { kind: registryRequests.kind, id }
  const before = await findIssuedDocument(context.database.kysely, owner, POWER_OF_ATTORNEY)
  const issued = before ?? (await issue(context, id))
  return { file: await context.vault.read({ ...issued, owner }), name: issued.name }
}

/** Draws it, unless somebody who asked at the same time was faster. */
async function issue(context: Context, id: string): Promise<{ key: string; name: string }> {
  const request = await readResource(context.database.kysely, registryRequests, id)
  if (request === undefined || request.attorney === null) throw new Error(`no attorney is known for ${id}`)
  // Loaded when first needed: the PDF writer is a fifth of the start-up.
  const { powerOfAttorney } = await import('../forms/power-of-attorney.ts')
  const { attorney, ...printed } = request
  const form = await powerOfAttorney(
    { ...printed, attorneyName: attorney.name, attorneyFiscalCode: attorney.fiscalCode },
    { issuedAt: wholeSecond(context.clock.now()), sandbox: context.settings.MODE === 'sandbox' },
  )
  const document = issuedPower(id, form.bytes, { is: 'issued', mark: form.mark })
  return keepIssued(context, registryRequests, id, document, (unit) =>
    noteIssuedForm(unit.db, { ownerId: id, ...form }, unit.now),
  )
}
