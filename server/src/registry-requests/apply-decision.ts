// What a provider's decision does to a request to the Business Register, whoever brings it: a job that asked, or an
// operator.
import { storeDocuments } from '../documents/stored-documents.ts'
import type { StoredDocuments } from '../documents/stored-documents.ts'
import type { Context } from '../context.ts'
import { allows } from '../model/lifecycle.ts'
import type { Mover } from '../model/lifecycle.ts'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { causeOf, noteDecision, rejectionOf } from '../provider-operations/told.ts'
import type { RequestStatus } from '../providers/port/registry-requests.ts'
import { checkAgainAt } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { issuedPower } from './power-of-attorney.ts'
import { registryRequests } from './resource.ts'
import type { RegistryRequestRow } from './table.ts'

/** `dropped`: the decision no longer fits the state, as state never goes backwards. */
export type Applied = { is: 'applied'; request: RegistryRequestRow } | { is: 'gone' | 'moved' | 'pending' | 'dropped' }

/**
 * Applies a decision to the request of that id. `seen` is the version it rests on, where it rests on one. Nothing is
 * applied while an operation at the provider is pending.
 */
export async function applyDecision(
  unit: UnitOfWork,
  id: string,
  decision: RequestStatus,
  { whom, seen }: { whom: Mover; seen?: number },
): Promise<Applied> {
  const locked = await lockIdle(unit, registryRequests, id, seen)
  if (locked.is !== 'idle') return locked
  const request = await applyToLocked(unit, locked.row, decision, whom)
  return request === undefined ? { is: 'dropped' } : { is: 'applied', request }
}

/**
 * The same for a request that is locked and known to have nothing pending; undefined when the decision is dropped.
 * `stored`: what came with it.
 */
export async function applyToLocked(
  unit: UnitOfWork,
  request: RegistryRequestRow,
  decision: RequestStatus,
  whom: Mover,
  stored?: StoredDocuments,
): Promise<RegistryRequestRow | undefined> {
  const step = { 'code obtained': 'askForDocuments', 'sent back': 'sendBack', communicated: 'accept' } as const
  if (!allows(registryRequestLifecycle, request.stato, step[decision.is])) {
    await checkAgainAt(unit.db, registryRequests, request, null)
    return undefined
  }
  if (decision.is === 'code obtained') {
    const { codice_registro_imprese } = decision
    if (stored !== undefined) await unit.addDocuments(stored, 0)
    else if ('powerOfAttorney' in decision) throw new Error('a power of attorney came without having been stored')
    const attorney = 'attorney' in decision ? { attorney: decision.attorney } : {}
    const changes = { codice_registro_imprese, ...attorney, check_at: null }
    return unit.move(registryRequests, request, 'askForDocuments', changes, { whom })
  }
  if (decision.is === 'sent back') {
    const changes = { check_at: null, rejection: rejectionOf(decision) }
    await noteDecision(unit, registryRequests, request, decision)
    return unit.move(registryRequests, request, 'sendBack', changes, { whom, ...causeOf(decision) })
  }
  return unit.move(registryRequests, request, 'accept', { check_at: null }, { whom })
}

/** Stores what a decision brings, before the unit in which it is applied. */
export async function storeBrought(
  context: Context,
  { id }: Pick<RegistryRequestRow, 'id'>,
  decision: RequestStatus,
): Promise<StoredDocuments | undefined> {
  if (decision.is !== 'code obtained' || !('powerOfAttorney' in decision)) return undefined
  const document = issuedPower(id, decision.powerOfAttorney.bytes, { is: 'issued' })
  return storeDocuments(context.vault, { kind: registryRequests.kind, id }, [document])
}
