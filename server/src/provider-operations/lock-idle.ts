// The one way to a resource for whoever applies a decision or a status: a job, an operator, a provider's own word.
import { lockResource } from '../store/resource.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { hasPendingOperation } from './table.ts'

/**
 * `gone`: there is no such resource; `moved`: it is no longer the version that was seen, or another process has it in
 * hand; `pending`: an operation at its provider is under way, which alone may change it.
 */
export type Idle<Row> = { is: 'idle'; row: Row } | { is: 'gone' | 'moved' | 'pending' }

/**
 * Locks a resource until the unit ends, if it may be changed from outside now. `seen` is the version a decision rests on:
 * with it a resource somebody else holds is left to them; without it, it is waited for.
 */
export async function lockIdle<Row extends ResourceRow>(
  unit: UnitOfWork,
  resource: Resource<Row>,
  id: string,
  seen?: number,
): Promise<Idle<Row>> {
  const row = await lockResource(unit.db, resource, id, seen === undefined ? 'wait' : 'skip')
  if (row === undefined) return { is: seen === undefined ? 'gone' : 'moved' }
  if (seen !== undefined && row.version !== seen) return { is: 'moved' }
  if (await hasPendingOperation(unit.db, { kind: resource.kind, id })) return { is: 'pending' }
  return { is: 'idle', row }
}
