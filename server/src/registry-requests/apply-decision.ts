// What a provider's word does to a request to the Business Register, whether a job asked or an operator recorded it.
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { allows } from '../model/lifecycle.ts'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import type { RegisterNews } from '../providers/port.ts'
import { noteIssuedForm } from '../store/documents.ts'
import { askAgainAboutRequest } from './table.ts'
import type { RegistryRequestRow } from './table.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

type CodeObtained = Extract<RegisterNews, { is: 'code obtained' }>

/**
 * Applies the provider's word and gives the request after it. One that no longer fits the state is dropped, as state
 * never goes backwards: undefined.
 */
export async function settleRequest(
  context: Context,
  unit: UnitOfWork,
  request: RegistryRequestRow,
  news: RegisterNews,
): Promise<RegistryRequestRow | undefined> {
  const move = { 'code obtained': 'askForDocuments', 'sent back': 'sendBack', communicated: 'accept' } as const
  if (!allows(registryRequestLifecycle, request.stato, move[news.is])) {
    await askAgainAboutRequest(unit.db, request, null)
    return undefined
  }
  const by = { whom: 'provider' } as const
  if (news.is === 'code obtained') {
    await issuePowerOfAttorney(context, unit, request, news)
    const { codice_registro_imprese } = news
    return unit.moveRequest(request, 'askForDocuments', { codice_registro_imprese, check_at: null }, by)
  }
  if (news.is === 'sent back') {
    const changes = { check_at: null, rejection: news.reasons }
    return unit.moveRequest(request, 'sendBack', changes, { ...by, reason: news.reasons.join('; ') })
  }
  return unit.moveRequest(request, 'accept', { check_at: null }, by)
}

/** Draws the power of attorney and keeps it: what is downloaded later, and compared, are these very bytes. */
async function issuePowerOfAttorney(
  context: Context,
  unit: UnitOfWork,
  request: RegistryRequestRow,
  { codice_registro_imprese, attorney }: CodeObtained,
): Promise<void> {
  // Loaded when first needed: the PDF writer is a fifth of the start-up.
  const { powerOfAttorney } = await import('../forms/power-of-attorney.ts')
  const printed = {
    ...request,
    codice_registro_imprese,
    attorneyName: attorney.name,
    attorneyFiscalCode: attorney.fiscalCode,
  }
  const { bytes, ...issued } = await powerOfAttorney(printed, {
    issuedAt: unit.now,
    sandbox: context.settings.MODE === 'sandbox',
  })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await unit.keepPowerOfAttorney(request, { bytes, sha256, findings: { is: 'issued', mark: issued.mark } })
  await noteIssuedForm(unit.db, { ownerId: request.id, ...issued }, unit.now)
}
