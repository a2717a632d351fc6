// How jobs follow resources that wait for a provider: ask outside any transaction, then apply the decision.
import type { Context } from '../context.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import type { Answer } from '../providers/port/answer.ts'
import { checkAgainAt, readResource, resourcesToCheck } from '../store/resource.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'

const AT_A_TIME = 100
const ASK_A_SILENT_PROVIDER_AGAIN_MS = 60_000

/** Follows every resource that is due, or the one named by a hint; returns how many moved. */
export async function followEach(
  context: Context,
  resource: Resource,
  only: string | undefined,
  follow: (id: string) => Promise<boolean>,
): Promise<number> {
  const { kysely } = context.database
  const ids = only === undefined ? await resourcesToCheck(kysely, resource, context.clock.now(), AT_A_TIME) : [only]
  let moved = 0
  for (const id of ids) if (await follow(id)) moved += 1
  return moved
}

/** How a kind of resource is followed. */
export interface Following<Row, Decision> {
  /** The provider's answer; undefined when there is no provider to ask. */
  ask(seen: Row, now: Date): Promise<Answer<Decision>> | undefined
  /** Applies a decision based on the row that was read; returns whether the resource moved. */
  apply(seen: Row, decision: Decision): Promise<boolean>
}

/** Follows one resource if it is due and nobody else is handling it; returns whether it moved. */
export async function followResource<Row extends ResourceRow, Decision>(
  context: Context,
  resource: Resource<Row>,
  id: string,
  { ask, apply }: Following<Row, Decision>,
): Promise<boolean> {
  const now = context.clock.now()
  const seen = await readResource(context.database.kysely, resource, id)
  if (seen === undefined || seen.check_at === null || seen.check_at > now) return false
  const answer = await ask(seen, now)
  if (answer?.is === 'done') return apply(seen, answer.value)
  const silent = new Date(now.getTime() + ASK_A_SILENT_PROVIDER_AGAIN_MS)
  const again = answer === undefined ? null : answer.is === 'pending' ? answer.askAgainAt : silent
  await unitOfWork(context, async (unit) => {
    const locked = await lockIdle(unit, resource, id, seen.version)
    if (locked.is === 'idle') await checkAgainAt(unit.db, resource, locked.row, again)
  })
  return false
}
