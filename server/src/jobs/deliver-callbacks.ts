// Delivers callbacks that are due, following the retry schedule; records every attempt.
import { nextDeliveryDue } from '../callbacks/deliveries.ts'
import type { Job } from './job.ts'

export const deliverCallbacks: Job = {
  name: 'deliver-callbacks',
  repairs: 'callbacks that are due',
  nextDue: (context, since) => nextDeliveryDue(context.database.kysely, since),

  async run({ outbox }, until) {
    const begun = await outbox.begin(until, undefined)
    await outbox.settled()
    return begun
  },
  // Whoever takes long to answer delays nobody else.
  begin: ({ outbox, clock }, since) => outbox.begin(clock.now(), since),
}
