// Finishes provider operations that a crash or an unresponsive provider left pending: queries the outcome of each, then
// completes or undoes it.
import { finishOperation } from '../api/routes.ts'
import type { Context } from '../context.ts'
import { leavePending } from '../provider-operations/run.ts'
import { countPendingOperations, dueOperations, nextOperation } from '../provider-operations/table.ts'
import type { ProviderOperation } from '../provider-operations/table.ts'
import type { Job } from './job.ts'
import { AUTOMATIC_RENEWAL, finishAutomaticRenewal } from './renew-remotely.ts'

const AT_A_TIME = 40
const AT_ONCE = 8

export const finishOperations: Job = {
  name: 'finish-operations',
  repairs: 'operations at remote providers left pending',
  cron: '* * * * *',
  atOnce: 1,
  nextDue: (context) => nextOperation(context.database.kysely),

  async run(context, { only }, until) {
    const due = await dueOperations(context.database.kysely, until, AT_A_TIME, only)
    const next = due.values()
    const worker = async () => {
      for (const operation of next) await finish(context, operation)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
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
