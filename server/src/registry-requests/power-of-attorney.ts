// The power of attorney of a request: the provider's own, kept with its code, or ours, drawn when first asked for. What is
// downloaded later, and compared, are always the very same bytes.
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { findIssuedDocument, noteIssuedForm, POWER_OF_ATTORNEY } from '../store/documents.ts'
import { lockResource } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { NewDocument, UnitOfWork } from '../unit-of-work.ts'
import { registryRequests } from './resource.ts'
import type { RegistryRequestRow } from './table.ts'

/** Keeps a power of attorney in the unit's transaction. */
export async function keepPowerOfAttorney(
  unit: UnitOfWork,
  { id }: Pick<RegistryRequestRow, 'id'>,
  issued: Pick<NewDocument, 'bytes' | 'sha256' | 'findings'>,
): Promise<void> {
  const name = `${id}_${POWER_OF_ATTORNEY}.pdf`
  await unit.keepDocuments({ kind: registryRequests.kind, id }, [
    { name, purpose: POWER_OF_ATTORNEY, submission: 0, ...issued },
  ])
}

/** The power of attorney of a request that has its code, as a PDF and its file name. */
export async function powerOfAttorneyOf(
  context: Context,
  { id }: Pick<RegistryRequestRow, 'id'>,
): Promise<{ file: Uint8Array; name: string }> {
  const owner = { kind: registryRequests.kind, id }
  const before = await findIssuedDocument(context.database.kysely, owner, POWER_OF_ATTORNEY)
  const issued = before ?? (await unitOfWork(context, (unit) => issue(context, unit, id)))
  return { file: await context.vault.read({ ...issued, owner }), name: issued.name }
}

/** Draws it, unless somebody who asked at the same time was faster. */
async function issue(context: Context, unit: UnitOfWork, id: string): Promise<{ key: string; name: string }> {
  const owner = { kind: registryRequests.kind, id }
  const request = await lockResource(unit.db, registryRequests, id, 'wait')
  const first = await findIssuedDocument(unit.db, owner, POWER_OF_ATTORNEY)
  if (first !== undefined) return first
  if (request === undefined || request.attorney === null) throw new Error(`no attorney is known for ${id}`)
  // Loaded when first needed: the PDF writer is a fifth of the start-up.
  const { powerOfAttorney } = await import('../forms/power-of-attorney.ts')
  const { attorney, ...printed } = request
  const { bytes, ...form } = await powerOfAttorney(
    { ...printed, attorneyName: attorney.name, attorneyFiscalCode: attorney.fiscalCode },
    { issuedAt: unit.now, sandbox: context.settings.MODE === 'sandbox' },
  )
  await noteIssuedForm(unit.db, { ownerId: id, ...form }, unit.now)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await keepPowerOfAttorney(unit, request, { bytes, sha256, findings: { is: 'issued', mark: form.mark } })
  const kept = await findIssuedDocument(unit.db, owner, POWER_OF_ATTORNEY)
  if (kept === undefined) throw new Error(`the power of attorney of ${id} was not kept`)
  return kept
}
