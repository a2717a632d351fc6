// Automatic renewals at providers that are not in process: an order each, like a customer's own renewal.
import type { Context } from '../context.ts'
import { renewalCause } from '../ledger/causes.ts'
import { requestOf } from '../mailboxes/provider-order.ts'
import { allows } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { agendaUntil, renewedExpiry } from '../model/renewal.ts'
import { newResourceId } from '../model/resource-id.ts'
import { carryOut, placeOrder } from '../provider-operations/run.ts'
import type { Errand } from '../provider-operations/run.ts'
import { lockDueMailbox, lockRemoteRenewals } from '../mailboxes/due.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import { moveMailboxes } from '../store/move.ts'
import type { OrderRow } from '../provider-operations/table.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { putOffRenewals } from './put-off-renewal.ts'

/** What an order of this kind is called. */
export const AUTOMATIC_RENEWAL = 'renewAutomatically'

const AT_A_TIME = 20

/** Renews a batch of what is due by `until` at remote providers; gives how many it dealt with. */
export async function renewRemotely(context: Context, until: Date): Promise<number> {
  const { all, inProcess } = context.providers
  if (all.length === inProcess.length) return 0
  const { due, placed } = await unitOfWork(context, async (unit) => {
    const due = await lockRemoteRenewals(unit.db, until, AT_A_TIME, inProcess)
    const placed: { mailbox: DueMailbox; order: OrderRow }[] = []
    for (const mailbox of due) {
      const order = await place(context, unit, mailbox)
      if (order === undefined) await putOffRenewals(context, unit, [mailbox], 'insufficient credit')
      else placed.push({ mailbox, order })
    }
    return { due, placed }
  })
  context.passed?.('order committed')
  await Promise.all(placed.map(({ mailbox, order }) => renew(context, mailbox, order, 'ask')))
  return due.length
}

/** Finishes the order of an automatic renewal that was left open. */
export async function finishAutomaticRenewal(context: Context, order: OrderRow): Promise<void> {
  context.passed?.('open order found')
  const due_at = new Date(String(order.asked.body.due_at))
  const mailbox = await unitOfWork(context, (unit) => lockDueMailbox(unit.db, order.subject_id, due_at))
  if (mailbox !== undefined) await renew(context, mailbox, order, 'recall')
}

async function place(context: Context, unit: UnitOfWork, mailbox: DueMailbox): Promise<OrderRow | undefined> {
  const id = newResourceId(unit.now)
  const amountCents = context.prices[`mailbox ${mailbox.tipo_casella}`].cents
  // An expiry may take several orders until a provider does it: each has its own cause.
  const cause = renewalCause(mailbox.id, `scadenza ${mailbox.scadenza} ${id}`)
  const placed = await placeOrder(
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
  if (placed.is === 'busy') throw new Error('a mailbox on order was taken for renewal')
  return placed.is === 'placed' ? placed.order : undefined
}

async function renew(context: Context, mailbox: DueMailbox, order: OrderRow, how: 'ask' | 'recall'): Promise<void> {
  const ended = await carryOut(context, order, errandOf(mailbox, order), how)
  if (ended.is !== 'refused' && ended.is !== 'undone') return
  await unitOfWork(context, (unit) => putOffRenewals(context, unit, [mailbox], 'provider refused'))
}

function errandOf(mailbox: DueMailbox, order: OrderRow): Errand<unknown, void> {
  const at = mailbox.due_at
  let now = mailbox
  return {
    ask: (provider) => provider.renew(requestOf(mailbox, order.id), 1),
    async prepare(unit) {
      const found = await lockDueMailbox(unit.db, mailbox.id, at)
      if (found === undefined || !allows(mailboxLifecycle, found.stato, 'renewAutomatically')) return false
      now = found
      return true
    },
    async apply(unit) {
      const scadenza = renewedExpiry(now.scadenza, at, 1)
      const step = { mailbox: now, at, scadenza, ...agendaUntil(scadenza, true, at) }
      const [moved] = await moveMailboxes(unit.db, 'renewAutomatically', 'clock', [step])
      if (moved === undefined) throw new Error('a locked mailbox moved on')
      await unit.tell(moved, 'renewAutomatically', at)
    },
  }
}
