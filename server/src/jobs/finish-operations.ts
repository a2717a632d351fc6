// Finishes provider operations that a crash or an unresponsive provider left pending: queries the outcome of each, then
// completes or undoes it.
import { finishOperation } from '../api/routes.ts'
import type { Context } from '../context.ts'
import { leavePending } from '../provider-operations/run.ts'
import { claimDueOperations, nextOperation } from '../provider-operations/table.ts'
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

  async run(context, _until, _since, asking) {
    const { kysely } = context.database
    // By the clock alone: whatever is left pending is put off from there.
    const until = context.clock.now()
    const heldUntil = new Date(until.getTime() + HELD_FOR_MS)
    const turns = {
      ...turn,
      claim: (provider: string, limit: number) =>
        claimDueOperations(kysely, context.whose(), { provider, until, limit, heldUntil }),
      async ask(due: ProviderOperation[]) {
        const heard = await Promise.all(due.map((operation) => finish(context, operation)))
        return heard.filter(Boolean).length
      },
    }
    return askInTurns(context, turns, asking)
  },
}

/** Whether something was heard of it. One that cannot be finished is left for later and does not stop the others. */
async function finish(context: Context, operation: ProviderOperation): Promise<boolean> {
  context.metrics.recovered('order asked again')
  try {
    const ended = await (operation.operation === AUTOMATIC_RENEWAL
      ? finishAutomaticRenewal(context, operation)
      : finishOperation(context, operation))
    return ended.is !== 'waiting' || ended.heard
  } catch (error) {
    const what = { err: error, id: operation.id, operation: operation.operation }
    context.log.warn(what, 'operation left pending')
    await leavePending(context, operation, { is: 'down', cause: 'could not be finished' })
    return false
  }
}
