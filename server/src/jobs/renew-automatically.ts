// Renews mailboxes with autorinnovo from the wallet: a day before expiry, at expiry, and once they are revoked as soon as
// there is credit. Every failed try is reported; that credit is still missing is not.
import type { Context } from '../context.ts'
import { renewalCause } from '../ledger/causes.ts'
import { spendMany } from '../ledger/ledger.ts'
import { yearlyPrices } from '../ledger/prices.ts'
import { agendaUntil, renewedExpiry } from '../model/renewal.ts'
import { lockRenewals, nextRenewal } from '../mailboxes/due.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { batchSize } from './job.ts'
import type { Job } from './job.ts'
import { putOffRenewals } from './put-off-renewal.ts'
import { renewRemotely } from './renew-remotely.ts'

export const renewAutomatically: Job = {
  name: 'renew-automatically',
  repairs: 'mailboxes with autorinnovo that are about to expire',
  movesCredit: true,
  nextDue: (context, since) => nextRenewal(context.database.kysely, yearlyPrices(context.prices), since),
  async run(context, until, since) {
    const renewed = await unitOfWork(context, (unit) => renewBatch(context, unit, until, since))
    return renewed + (await renewRemotely(context, until))
  },
}

async function renewBatch(context: Context, unit: UnitOfWork, until: Date, since: Date | undefined): Promise<number> {
  const due = await lockRenewals(
    unit.db,
    yearlyPrices(context.prices),
    until,
    batchSize(context, until),
    context.providers.inProcess,
    since,
  )
  const paid = await spendMany(
    unit.db,
    due.map((mailbox) => ({
      accountId: mailbox.account_id,
      amountCents: context.prices[`mailbox ${mailbox.tipo_casella}`].cents,
      cause: causeOf(mailbox),
      at: mailbox.due_at,
    })),
  )
  const renewed = due.filter((mailbox) => paid.has(causeOf(mailbox)))
  const moved = await moveMailboxes(
    unit.db,
    'renewAutomatically',
    { whom: 'clock' },
    renewed.map((mailbox) => {
      const scadenza = renewedExpiry(mailbox.scadenza, mailbox.due_at, 1)
      return { mailbox, at: mailbox.due_at, scadenza, ...agendaUntil(scadenza, true, mailbox.due_at) }
    }),
  )
  // A renewal must not be paid without being made: roll back the whole batch.
  if (moved.length !== renewed.length) throw new Error('a mailbox moved on while its renewal was being paid')
  const dueAt = new Map(due.map((mailbox) => [mailbox.id, mailbox.due_at]))
  await unit.enqueueCallbacks(mailboxes, moved, 'renewAutomatically', ({ id }) => dueAt.get(id) ?? unit.now)
  // An expired one just goes on waiting.
  const unpaid = due.filter((mailbox) => mailbox.stato === 'evasa' && !paid.has(causeOf(mailbox)))
  await putOffRenewals(context, unit, unpaid, 'insufficient credit')
  return renewed.length + unpaid.length
}

/** Each attempt has its own cause; the expiry date makes it unique. */
const causeOf = (mailbox: DueMailbox) => renewalCause(mailbox.id, `scadenza ${mailbox.scadenza}`)
