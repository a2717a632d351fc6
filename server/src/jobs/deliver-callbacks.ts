// Delivers callbacks that are due, following the retry schedule; records every attempt.
import { claimDeliveries, nextDeliveryDue, noteAttempt } from '../callbacks/deliveries.ts'
import type { ClaimedDelivery } from '../callbacks/deliveries.ts'
import { nextAttempt } from '../callbacks/retry-schedule.ts'
import { signatureHeaders } from '../callbacks/signature.ts'
import type { Context } from '../context.ts'
import { sealedSigningSecrets } from '../store/accounts.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Job } from './job.ts'

// The sender keeps ten connections per origin: more attempts at one dead receiver would only wait.
const BATCH_SIZE = 10

export const deliverCallbacks: Job = {
  name: 'deliver-callbacks',
  repairs: 'callbacks that are due',
  cron: '* * * * *',
  atOnce: 8,
  nextDue: (context) => nextDeliveryDue(context.database.kysely),

  async run(context, { only }, until) {
    const { kysely } = context.database
    const claimed = await claimDeliveries(kysely, until, { limit: BATCH_SIZE, only })
    await Promise.all(claimed.map((delivery) => attempt(context, delivery)))
    return claimed.length
  },
}

async function attempt(context: Context, delivery: ClaimedDelivery): Promise<void> {
  const { clock, database, sender, queue, sealer } = context
  // During a clock advance, a delivery due ahead of the clock is attempted at its own time.
  const now = () => new Date(Math.max(clock.now().getTime(), delivery.due_at.getTime()))
  const startedAt = now()
  const sealed = await sealedSigningSecrets(database.kysely, delivery.account_id, startedAt)
  const secrets = sealed.map((one) => sealer.openText(`account:${delivery.account_id}`, one))
  const { id, url, body, content_type: contentType } = delivery
  const headers = signatureHeaders({ id, timestamp: clock.realNow(), body, secrets })
  const outcome = await sender.send({ url, contentType, body, headers: { ...headers } })
  const endedAt = now()
  const nextAt = nextAttempt({
    attempt: delivery.attempts + 1,
    now: endedAt,
    random: Math.random,
    ...('retryAfterSeconds' in outcome ? { retryAfterSeconds: outcome.retryAfterSeconds } : {}),
  })
  await inTransaction(database.kysely, async ({ db }) => {
    await noteAttempt(db, delivery, outcome, { startedAt, now: endedAt, nextAt })
    if (outcome.is === 'delivered' || nextAt === undefined) return
    await queue.enqueue(db, 'deliver-callbacks', { only: id }, nextAt.getTime() - endedAt.getTime())
  })
  context.metrics.callbackAttempts.inc({ outcome: outcome.is === 'failed' ? outcome.why : outcome.is })
}
