// Asks the provider about every mailbox whose hour has come, and moves those it has decided about.
import type { Context } from '../context.ts'
import { settle } from '../provider-news.ts'
import { orderOf } from '../mailbox-order.ts'
import { askAgainAt, lockMailbox, mailboxesToCheck, nextMailboxCheck } from '../store/mailboxes.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100
const ASK_A_SILENT_PROVIDER_AGAIN_MS = 60_000

export const followActivation: Job = {
  name: 'follow-activation',
  repairs: 'mailboxes waiting for a provider',
  cron: '*/2 * * * *',
  atOnce: 2,
  nextDue: (context) => nextMailboxCheck(context.database.kysely),

  async run(context, { only }) {
    const ids =
      only === undefined ? await mailboxesToCheck(context.database.kysely, context.clock.now(), AT_A_TIME) : [only]
    let moved = 0
    for (const id of ids) if (await unitOfWork(context, (unit) => follow(context, unit, id))) moved += 1
    return moved
  },
}

/** Follows one mailbox, if it is there, due and nobody else's just now; whether it moved. */
async function follow(context: Context, unit: UnitOfWork, id: string): Promise<boolean> {
  const mailbox = await lockMailbox(unit.db, id)
  const now = context.clock.now()
  if (mailbox === undefined || mailbox.check_at === null || mailbox.check_at > now) return false
  const answer = await context.providers.named(mailbox.provider).activationStatus(orderOf(mailbox), now)
  if (answer.is === 'done') return (await settle(unit, mailbox, answer.value)) !== undefined
  const silent = new Date(now.getTime() + ASK_A_SILENT_PROVIDER_AGAIN_MS)
  await askAgainAt(unit.db, mailbox, answer.is === 'pending' ? answer.askAgainAt : silent)
  return false
}
