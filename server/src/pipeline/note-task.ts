// What people have to do at the provider after a call has its effect here.
import { insertTasks, taskOf } from '../queue/tasks.ts'
import { readResource } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { AnyContext, AnyWrite, Declared } from './operation.ts'

/** Adds the task of a call whose effect is there, under the reference the provider was given. */
export async function noteTask(
  { resource, name: operation }: Declared<AnyWrite>,
  { row: before, newId: id, now: at }: AnyContext,
  unit: UnitOfWork,
  cause: string | null,
): Promise<void> {
  const after = resource && (await readResource(unit.db, resource, before.id))
  const task = resource && after && taskOf(resource, { id, operation, before, after, cause, at })
  if (task === undefined) return
  await insertTasks(unit.db, [task])
  unit.wake('note-overdue')
}
