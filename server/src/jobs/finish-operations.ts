// Finishes provider operations that a crash or an unresponsive provider left pending: queries the outcome of each, then
// completes or undoes it.
import { finishOperation } from '../api/routes.ts'
import type { Context } from '../context.ts'
import { leavePending } from '../provider-operations/run.ts'
import { claimDueOperations, countPendingOperations, nextOperation } from '../provider-operations/table.ts'
import type { ProviderOperation } from '../provider-operations/table.ts'
import { HELD_FOR_MS } from './follow.ts'
import type { Job } from './job.ts'
import { AUTOMATIC_RENEWAL, finishAutomaticRenewal } from './renew-remotely.ts'

// No more than can be asked at once, as none is in hand for long.
const AT_A_TIME = 20

export const finishOperations: Job = {
  name: 'finish-operations',
  repairs: 'operations at remote providers left pending',
  nextDue: (context) => nextOperation(context.database.kysely),

  async run(context, until) {
    const heldUntil = new Date(until.getTime() + HELD_FOR_MS)
    const due = await claimDueOperations(context.database.kysely, until, AT_A_TIME, heldUntil)
    await Promise.all(due.map((operation) => finish(context, operation)))
    context.metrics.pendingOperations.set(await countPendingOperations(context.database.kysely))
    return due.length
  },
}

/** An operation that cannot be finished is left for later and does not stop the others. */
async function finish(context: Context, operation: ProviderOperation): Promise<void> {
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
