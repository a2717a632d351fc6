// Automatic renewals at remote providers: one operation each, like a renewal by the customer.
import type { Context } from '../context.ts'
import { renewalCause } from '../ledger/causes.ts'
import { yearlyPrices } from '../ledger/prices.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxOrder } from '../mailboxes/provider-order.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { allows } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { agendaUntil, renewedExpiry } from '../model/renewal.ts'
import { newResourceId } from '../model/resource-id.ts'
import { execute, placeOperation } from '../provider-operations/run.ts'
import type { RemoteCall } from '../provider-operations/run.ts'
import { lockDueMailbox, lockRemoteRenewals } from '../mailboxes/due.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import type { ProviderOperation } from '../provider-operations/table.ts'
import { notOffered } from '../providers/port/answer.ts'
import type { MailboxFacts } from '../providers/port/mailboxes.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { putOffRenewals } from './put-off-renewal.ts'

/** Name of these operations. */
export const AUTOMATIC_RENEWAL = 'renewAutomatically'

const AT_A_TIME = 20

/** Renews a batch of what is due by `until` at remote providers; returns how many it processed. */
export async function renewRemotely(context: Context, until: Date): Promise<number> {
  const { all, inProcess } = context.providers
  if (all.length === inProcess.length) return 0
  const { done, placed } = await unitOfWork(context, async (unit) => {
    const due = await lockRemoteRenewals(unit.db, yearlyPrices(context.prices), until, AT_A_TIME, inProcess)
    const placed: { mailbox: DueMailbox; operation: ProviderOperation }[] = []
    const unpaid: DueMailbox[] = []
    for (const mailbox of due) {
      const operation = await place(context, unit, mailbox)
      if (operation !== undefined) placed.push({ mailbox, operation })
      // An expired one just goes on waiting.
      else if (mailbox.stato === 'evasa') unpaid.push(mailbox)
    }
    await putOffRenewals(context, unit, unpaid, 'insufficient credit')
    return { done: placed.length + unpaid.length, placed }
  })
  context.faultPoint?.('operation committed')
  await Promise.all(placed.map(({ mailbox, operation }) => renew(context, mailbox, operation, 'ask')))
  return done
}

/** Finishes an automatic renewal that was left pending. */
export async function finishAutomaticRenewal(context: Context, operation: ProviderOperation): Promise<void> {
  context.faultPoint?.('pending operation found')
  const due_at = new Date(String(operation.asked.body.due_at))
  const mailbox = await unitOfWork(context, (unit) => lockDueMailbox(unit.db, operation.subject_id, due_at))
  if (mailbox !== undefined) await renew(context, mailbox, operation, 'queryOutcome')
}

async function place(context: Context, unit: UnitOfWork, mailbox: DueMailbox): Promise<ProviderOperation | undefined> {
  const id = newResourceId(unit.now)
  const amountCents = context.prices[`mailbox ${mailbox.tipo_casella}`].cents
  // Renewing one expiry may take several operations until the provider does it, so each has its own cause.
  const cause = renewalCause(mailbox.id, `scadenza ${mailbox.scadenza} ${id}`)
  const placed = await placeOperation(
    unit,
    {
      id,
      account_id: mailbox.account_id,
      operation: AUTOMATIC_RENEWAL,
      subject_kind: 'mailbox',
      subject_id: mailbox.id,
      provider: mailbox.provider,
      key: null,
      asked: { params: {}, query: {}, body: { due_at: mailbox.due_at }, requestId: '', kept: [] },
    },
    { accountId: mailbox.account_id, amountCents, cause },
  )
  if (placed.is === 'busy') throw new Error('a mailbox with a pending operation was taken for renewal')
  return placed.is === 'placed' ? placed.operation : undefined
}

async function renew(
  context: Context,
  mailbox: DueMailbox,
  operation: ProviderOperation,
  how: 'ask' | 'queryOutcome',
): Promise<void> {
  const ended = await execute(context, operation, renewalCall(context, mailbox, operation), how)
  if (ended.is !== 'refused' && ended.is !== 'undone') return
  await unitOfWork(context, (unit) => putOffRenewals(context, unit, [mailbox], 'provider refused'))
}

function renewalCall(
  context: Context,
  mailbox: DueMailbox,
  operation: ProviderOperation,
): RemoteCall<MailboxFacts, void> {
  const at = mailbox.due_at
  let now = mailbox
  return {
    ask(provider) {
      const ask = { reference: operation.id, now: context.clock.now() }
      return provider.mailboxes.renew?.(mailboxOrder(mailbox), 1, ask) ?? notOffered
    },
    async prepare(unit) {
      const found = await lockDueMailbox(unit.db, mailbox.id, at)
      if (found === undefined || !allows(mailboxLifecycle, found.stato, 'renewAutomatically')) return false
      now = found
      return true
    },
    async apply(unit, { expiresAt }) {
      const scadenza = expiresAt ?? renewedExpiry(now.scadenza, at, 1)
      const step = { mailbox: now, at, scadenza, ...agendaUntil(scadenza, true, at) }
      const [moved] = await moveMailboxes(unit.db, 'renewAutomatically', { whom: 'clock' }, [step])
      if (moved === undefined) throw new Error('a locked mailbox moved on')
      await unit.enqueueCallbacks(mailboxes, [moved], 'renewAutomatically', () => at)
    },
  }
}
