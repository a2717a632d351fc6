// Renews mailboxes with autorinnovo from the wallet: a day before expiry, at expiry, and once they are revoked as soon as
// there is credit. Every failed try is reported; that credit is still missing is not.
import type { Context } from '../context.ts'
import { renewalCause } from '../ledger/causes.ts'
import { spendMany } from '../ledger/ledger.ts'
import type { MailboxRow } from '../mailboxes/table.ts'
import { agendaUntil, renewedExpiry } from '../model/renewal.ts'
import { newResourceId } from '../model/resource-id.ts'
import { insertTasks, taskOf } from '../queue/tasks.ts'
import { lockRenewals, nextRenewal } from '../mailboxes/due.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { batchSize, earliest } from './job.ts'
import type { Job } from './job.ts'
import { putOffRenewals } from './put-off-renewal.ts'
import { pricesWhenDue, pricingAt } from './renewal-prices.ts'
import { AUTOMATIC_RENEWAL, nextRemoteRenewal, renewRemotely } from './renew-remotely.ts'

export const renewAutomatically: Job = {
  name: 'renew-automatically',
  repairs: 'mailboxes with autorinnovo that are about to expire',
  movesCredit: true,
  async nextDue(context, since) {
    const { inProcess } = context.providers
    const { kysely } = context.database
    const here = await nextRenewal(kysely, context.whose(), await pricingAt(context, kysely), inProcess, since)
    return earliest([here, await nextRemoteRenewal(context)])
  },
  async run(context, until, since, asking) {
    const renewed = await unitOfWork(context, (unit) => renewBatch(context, unit, until, since))
    return renewed + (await renewRemotely(context, until, asking))
  },
}

async function renewBatch(context: Context, unit: UnitOfWork, until: Date, since: Date | undefined): Promise<number> {
  const due = await lockRenewals(
    unit.db,
    context.whose(),
    await pricingAt(context, unit.db, until),
    until,
    batchSize(context, until),
    context.providers.inProcess,
    since,
  )
  return renewMailboxes(context, unit, due)
}

/**
 * Renews mailboxes from their wallets, each at the moment it fell due, in order; puts off those without credit. They are
 * locked. Returns how many it looked at that did not just go on waiting.
 */
export async function renewMailboxes(context: Context, unit: UnitOfWork, due: readonly DueMailbox[]): Promise<number> {
  const priceOf = await pricesWhenDue(context, unit, due)
  const paid = await spendMany(
    unit.db,
    due.map((mailbox) => ({
      accountId: mailbox.account_id,
      amountCents: priceOf(mailbox),
      cause: causeOf(context, mailbox),
      at: mailbox.due_at,
    })),
  )
  const renewed = due.filter((mailbox) => paid.has(causeOf(context, mailbox)))
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
  await noteTasks(context, unit, { renewed, moved, priceOf })
  const dueAt = new Map(due.map((mailbox) => [mailbox.id, mailbox.due_at]))
  await unit.enqueueCallbacks(mailboxes, moved, 'renewAutomatically', ({ id }) => dueAt.get(id) ?? unit.now)
  // An expired one just goes on waiting.
  const unpaid = due.filter((mailbox) => mailbox.stato === 'evasa' && !paid.has(causeOf(context, mailbox)))
  await putOffRenewals(context, unit, unpaid, 'insufficient credit')
  return renewed.length + unpaid.length
}

/** People have to repeat at their provider what was renewed here. */
async function noteTasks(
  context: Context,
  unit: UnitOfWork,
  {
    renewed,
    moved,
    priceOf,
  }: { renewed: readonly DueMailbox[]; moved: readonly MailboxRow[]; priceOf: (mailbox: DueMailbox) => number },
): Promise<void> {
  const afterwards = new Map(moved.map((mailbox) => [mailbox.id, mailbox]))
  const tasks = renewed.filter(isByHand(context)).map((before) => {
    const { due_at: at } = before
    const change = { id: newResourceId(at), operation: AUTOMATIC_RENEWAL, before, at }
    const cause = priceOf(before) === 0 ? null : causeOf(context, before)
    return taskOf(mailboxes, { ...change, cause, after: afterwards.get(before.id) ?? before })
  })
  await insertTasks(
    unit.db,
    tasks.filter((task) => task !== undefined),
  )
  if (tasks.length > 0) unit.wake('note-overdue')
}

const isByHand = (context: Context) => (mailbox: DueMailbox) =>
  context.providers.named(mailbox.provider).manifest.byHand === true

/**
 * Each attempt has its own cause; the expiry date makes it unique. One that people failed is undone, and may be renewed
 * from the same date again: there the version tells them apart.
 */
const causeOf = (context: Context, mailbox: DueMailbox) => {
  const attempt = isByHand(context)(mailbox) ? ` ${mailbox.version}` : ''
  return renewalCause(mailbox.id, `scadenza ${mailbox.scadenza}${attempt}`)
}
