// Ends the orders a crash or a silent provider left open: asks what became of each, and completes or undoes it.
import type { Context } from '../context.ts'
import { finishOperation } from '../api/routes.ts'
import { leaveOpen } from '../provider-operations/run.ts'
import { countOpenOrders, dueOrders, nextOrder } from '../provider-operations/table.ts'
import type { OrderRow } from '../provider-operations/table.ts'
import type { Job } from './job.ts'
import { finishAutomaticRenewal, AUTOMATIC_RENEWAL } from './renew-remotely.ts'

const AT_A_TIME = 40
const AT_ONCE = 8

export const finishOrders: Job = {
  name: 'finish-orders',
  repairs: 'orders at remote providers left open',
  cron: '* * * * *',
  atOnce: 1,
  nextDue: (context) => nextOrder(context.database.kysely),

  async run(context, { only }, until) {
    const due = await dueOrders(context.database.kysely, until, AT_A_TIME, only)
    const next = due.values()
    const worker = async () => {
      for (const order of next) await finish(context, order)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    context.metrics.openOrders.set(await countOpenOrders(context.database.kysely))
    return due.length
  },
}

/** One that cannot be ended is left for later, and does not stop the others. */
async function finish(context: Context, order: OrderRow): Promise<void> {
  try {
    await (order.operation === AUTOMATIC_RENEWAL
      ? finishAutomaticRenewal(context, order)
      : finishOperation(context, order))
  } catch (error) {
    context.log.warn({ err: error, order: order.id, operation: order.operation }, 'order left open')
    await leaveOpen(context, order, { is: 'down', cause: 'could not be finished' })
  }
}
