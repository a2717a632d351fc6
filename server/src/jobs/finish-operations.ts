// Finishes provider operations that a crash or an unresponsive provider left pending: queries the outcome of each, then
// completes or undoes it.
import { finishOperation } from '../api/routes.ts'
import type { Context } from '../context.ts'
import { leavePending } from '../provider-operations/run.ts'
import { claimDueOperations, countPending, nextOperation } from '../provider-operations/table.ts'
import type { ProviderOperation } from '../provider-operations/table.ts'
import { OUTCOMES } from '../providers/gates.ts'
import { HELD_FOR_MS } from './follow.ts'
import type { Job } from './job.ts'
import { askInTurns, nextTurn } from './remote-turns.ts'
import { AUTOMATIC_RENEWAL, finishAutomaticRenewal } from './renew-remotely.ts'

const turn = { job: 'finish-operations', operation: OUTCOMES } as const

export const finishOperations: Job = {
  name: 'finish-operations',
  repairs: 'operations at remote providers left pending',
  nextDue: (context) =>
    nextTurn(context, turn, (names) => nextOperation(context.database.kysely, context.whose(), names)),

  /** Counts those that ended: one that is left pending may be so for long, and nobody waits for it without end. */
  async run(context, _until, _since, asking) {
    const { kysely } = context.database
    // By the clock alone: whatever is left pending is put off from there.
    const until = context.clock.now()
    const heldUntil = new Date(until.getTime() + HELD_FOR_MS)
    const asked: string[] = []
    const turns = {
      ...turn,
      claim: (provider: string, limit: number) =>
        claimDueOperations(kysely, context.whose(), { provider, until, limit, heldUntil }),
      ask: (due: ProviderOperation[]) => {
        asked.push(...due.map(({ id }) => id))
        return Promise.all(due.map((operation) => finish(context, operation)))
      },
    }
    const taken = await askInTurns(context, turns, asking)
    return asking === 'begun' ? taken : taken - (await countPending(kysely, asked))
  },
}

/** An operation that cannot be finished is left for later and does not stop the others. */
async function finish(context: Context, operation: ProviderOperation): Promise<void> {
  context.metrics.recovered('order asked again')
  try {
    await (operation.operation === AUTOMATIC_RENEWAL
      ? finishAutomaticRenewal(context, operation)
      : finishOperation(context, operation))
  } catch (error) {
    const what = { err: error, id: operation.id, operation: operation.operation }
    context.log.warn(what, 'operation left pending')
    await leavePending(context, operation, { is: 'down', cause: 'could not be finished' })
  }
}
