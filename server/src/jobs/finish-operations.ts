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

const asked = { job: 'finish-operations', operation: OUTCOMES } as const

export const finishOperations: Job = {
  name: 'finish-operations',
  repairs: 'operations at remote providers left pending',
  nextDue: (context) =>
    nextTurn(context, asked, (names) => nextOperation(context.database.kysely, context.whose(), names)),

  async run(context, until, _since, asking) {
    const { kysely } = context.database
    // From the clock and not from `until`, which an advance that dies on the way leaves far ahead.
    const heldUntil = new Date(context.clock.now().getTime() + HELD_FOR_MS)
    const turns = {
      ...asked,
      claim: (provider: string, limit: number) =>
        claimDueOperations(kysely, context.whose(), { provider, until, limit, heldUntil }),
      ask: (due: ProviderOperation[]) => Promise.all(due.map((operation) => finish(context, operation))),
    }
    return askInTurns(context, turns, asking)
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
