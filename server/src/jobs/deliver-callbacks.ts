// Delivers callbacks that are due, following the retry schedule; records every attempt.
import { nextDeliveryDue } from '../callbacks/deliveries.ts'
import { onlyIn } from '../store/population.ts'
import type { Job } from './job.ts'

export const deliverCallbacks: Job = {
  name: 'deliver-callbacks',
  repairs: 'callbacks that are due',
  nextDue: (context, since) => nextDeliveryDue(context.database.kysely, context.whose(), since),

  async run(context, until) {
    const { outbox, whose } = context
    const accountId = onlyIn(whose())
    for (;;) {
      const begun = await outbox.begin(whose(), until, undefined)
      await outbox.settled(accountId)
      if (begun > 0 || accountId === undefined) return begun
      // What others are sent may take all places of its receivers.
      const due = await nextDeliveryDue(context.database.kysely, whose())
      if (due === undefined || due > until || !(await outbox.oneEnded())) return 0
    }
  },
  // Whoever takes long to answer delays nobody else.
  begin: ({ outbox, clock, whose }, since) => outbox.begin(whose(), clock.now(), since),
}
