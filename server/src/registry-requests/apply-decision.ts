// What a provider's decision does to a request to the Business Register, whoever brings it: a job that asked, or an
// operator.
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { allows } from '../model/lifecycle.ts'
import type { Mover } from '../model/lifecycle.ts'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import type { RequestStatus } from '../providers/port/registry-requests.ts'
import { noteIssuedForm, POWER_OF_ATTORNEY } from '../store/documents.ts'
import { checkAgainAt } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { registryRequests } from './resource.ts'
import type { RegistryRequestRow } from './table.ts'

/** `dropped`: the decision no longer fits the state, as state never goes backwards. */
export type Applied = { is: 'applied'; request: RegistryRequestRow } | { is: 'gone' | 'moved' | 'pending' | 'dropped' }

type CodeObtained = Extract<RequestStatus, { is: 'code obtained' }>

/**
 * Applies a decision to the request of that id. `seen` is the version it rests on, where it rests on one. Nothing is
 * applied while an operation at the provider is pending.
 */
export async function applyDecision(
  context: Context,
  unit: UnitOfWork,
  id: string,
  decision: RequestStatus,
  { whom, seen }: { whom: Mover; seen?: number },
): Promise<Applied> {
  const locked = await lockIdle(unit, registryRequests, id, seen)
  if (locked.is !== 'idle') return locked
  const request = locked.row
  const step = { 'code obtained': 'askForDocuments', 'sent back': 'sendBack', communicated: 'accept' } as const
  if (!allows(registryRequestLifecycle, request.stato, step[decision.is])) {
    await checkAgainAt(unit.db, registryRequests, request, null)
    return { is: 'dropped' }
  }
  return { is: 'applied', request: await moved(context, unit, request, decision, whom) }
}

async function moved(
  context: Context,
  unit: UnitOfWork,
  request: RegistryRequestRow,
  decision: RequestStatus,
  whom: Mover,
): Promise<RegistryRequestRow> {
  if (decision.is === 'code obtained') {
    await keepPowerOfAttorney(context, unit, request, decision)
    const { codice_registro_imprese } = decision
    const changes = { codice_registro_imprese, check_at: null }
    return unit.move(registryRequests, request, 'askForDocuments', changes, { whom })
  }
  if (decision.is === 'sent back') {
    const changes = { check_at: null, rejection: decision.reasons }
    return unit.move(registryRequests, request, 'sendBack', changes, { whom, reason: decision.reasons.join('; ') })
  }
  return unit.move(registryRequests, request, 'accept', { check_at: null }, { whom })
}

/** Keeps the power of attorney, the provider's or ours: what is downloaded later, and compared, are these very bytes. */
async function keepPowerOfAttorney(
  context: Context,
  unit: UnitOfWork,
  request: RegistryRequestRow,
  obtained: CodeObtained,
): Promise<void> {
  const { bytes, mark } = await powerOfAttorneyOf(context, unit, request, obtained)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const findings = { is: 'issued', ...(mark !== undefined && { mark }) }
  const name = `${request.id}_${POWER_OF_ATTORNEY}.pdf`
  await unit.keepDocuments({ kind: registryRequests.kind, id: request.id }, [
    { name, purpose: POWER_OF_ATTORNEY, submission: 0, bytes, sha256, findings },
  ])
}

async function powerOfAttorneyOf(
  { settings }: Context,
  unit: UnitOfWork,
  request: RegistryRequestRow,
  obtained: CodeObtained,
): Promise<{ bytes: Uint8Array; mark?: string }> {
  if ('powerOfAttorney' in obtained) return { bytes: obtained.powerOfAttorney.bytes }
  const { codice_registro_imprese, attorney } = obtained
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
    sandbox: settings.MODE === 'sandbox',
  })
  await noteIssuedForm(unit.db, { ownerId: request.id, ...issued }, unit.now)
  return { bytes, mark: issued.mark }
}
