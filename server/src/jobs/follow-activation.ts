// Asks the provider about every mailbox whose hour has come, and moves those it has decided about.
import type { Context } from '../context.ts'
import { settle } from '../mailboxes/apply-decision.ts'
import { orderOf } from '../mailboxes/provider-order.ts'
import { askAgainAt, findDueMailbox, lockMailbox, mailboxesToCheck, nextMailboxCheck } from '../mailboxes/table.ts'
import { isOnOrder } from '../provider-operations/table.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100
const ASK_A_SILENT_PROVIDER_AGAIN_MS = 60_000

export const followActivation: Job = {
  name: 'follow-activation',
  repairs: 'mailboxes waiting for a provider',
  cron: '*/2 * * * *',
  atOnce: 2,
  movesCredit: true,
  nextDue: (context) => nextMailboxCheck(context.database.kysely),

  async run(context, { only }) {
    const ids =
      only === undefined ? await mailboxesToCheck(context.database.kysely, context.clock.now(), AT_A_TIME) : [only]
    let moved = 0
    for (const id of ids) if (await follow(context, id)) moved += 1
    return moved
  },
}

/** Follows one mailbox, if it is due and nobody else's just now; whether it moved. No transaction waits for a provider. */
async function follow(context: Context, id: string): Promise<boolean> {
  const now = context.clock.now()
  const seen = await findDueMailbox(context.database.kysely, id, now)
  if (seen === undefined) return false
  const answer = await context.providers.named(seen.provider).activationStatus(orderOf(seen), now)
  return unitOfWork(context, async (unit) => {
    const mailbox = await lockMailbox(unit.db, id)
    // Somebody was faster, or an open order alone may change it.
    if (mailbox?.version !== seen.version || (await isOnOrder(unit.db, { kind: 'mailbox', id }))) return false
    if (answer.is === 'done') return (await settle(unit, mailbox, answer.value)) !== undefined
    const silent = new Date(now.getTime() + ASK_A_SILENT_PROVIDER_AGAIN_MS)
    await askAgainAt(unit.db, mailbox, answer.is === 'pending' ? answer.askAgainAt : silent)
    return false
  })
}
