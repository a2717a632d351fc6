// Automatic renewals at remote providers: one operation each, like a renewal by the customer.
import type { Context } from '../context.ts'
import { renewalCause } from '../ledger/causes.ts'
import { inOrderOfWallets } from '../ledger/ledger.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxOrder } from '../mailboxes/provider-order.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { allows } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { agendaUntil, renewedExpiry } from '../model/renewal.ts'
import { newResourceId } from '../model/resource-id.ts'
import { execute, finishWithoutSubject, placeOperation } from '../provider-operations/run.ts'
import type { Ended, RemoteCall } from '../provider-operations/run.ts'
import {
  lockDueMailbox,
  lockMissedRenewals,
  lockRemoteRenewals,
  nextMissedRenewal,
  nextRenewal,
} from '../mailboxes/due.ts'
import type { DueMailbox } from '../mailboxes/due.ts'
import type { ProviderOperation } from '../provider-operations/table.ts'
import { notOffered } from '../providers/port/answer.ts'
import type { MailboxFacts } from '../providers/port/mailboxes.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { earliest } from './job.ts'
import type { Asking } from './job.ts'
import { putOffRenewals } from './put-off-renewal.ts'
import { pricesWhenDue, pricingAt } from './renewal-prices.ts'
import { askInTurns, closedProviders, nextTurn } from './remote-turns.ts'

/** Name of these operations. */
export const AUTOMATIC_RENEWAL = 'renewAutomatically'

const AT_A_TIME = 20

const asked = { job: 'renew-automatically', operation: 'mailboxes.renew' } as const

/**
 * When the next renewal at a provider over the network is due: where the provider may not be asked, once it may be again,
 * but at the latest at the expiry.
 */
export async function nextRemoteRenewal(context: Context): Promise<Date | undefined> {
  const { kysely } = context.database
  const next = async (names: readonly string[]) =>
    nextRenewal(kysely, context.whose(), await pricingAt(context, kysely), names)
  const turn = await nextTurn(context, asked, next)
  const closed = await closedProviders(context, asked.operation)
  return earliest([turn, await nextMissedRenewal(kysely, context.whose(), closed)])
}

/** Renews a batch of what is due by `until` at each provider over the network; returns how many it processed. */
export async function renewRemotely(context: Context, until: Date, asking?: Asking): Promise<number> {
  const ask = async (placed: readonly Placed[]) => {
    context.faultPoint?.('operation committed')
    await Promise.all(
      placed.map(async ({ mailbox, operation }) => {
        if (operation !== undefined) await renew(context, mailbox, operation, 'ask')
      }),
    )
    return placed.length
  }
  const claim = (provider: string, limit: number) => placeBatch(context, provider, until, limit)
  const missed = await putOffMissed(context, until)
  return missed + (await askInTurns(context, { ...asked, claim, ask }, asking))
}

interface Placed {
  mailbox: DueMailbox
  /** None where there is not the credit for it. */
  operation: ProviderOperation | undefined
}

function placeBatch(context: Context, provider: string, until: Date, limit: number): Promise<Placed[]> {
  return unitOfWork(context, async (unit) => {
    const pricing = await pricingAt(context, unit.db, until)
    const due = await lockRemoteRenewals(unit.db, context.whose(), pricing, until, limit, provider)
    const priceOf = await pricesWhenDue(context, unit, due)
    const placed: Placed[] = []
    for (const mailbox of due.sort(inOrderOfWallets))
      placed.push({ mailbox, operation: await place(unit, mailbox, priceOf(mailbox)) })
    // An expired one just goes on waiting.
    const isUnpaid = ({ mailbox, operation }: Placed) => operation === undefined && mailbox.stato === 'evasa'
    const unpaid = placed.filter(isUnpaid).map(({ mailbox }) => mailbox)
    await putOffRenewals(context, unit, unpaid, 'insufficient credit')
    return placed.filter((one) => one.operation !== undefined || isUnpaid(one))
  })
}

/** What expires while its provider may not be asked is not renewed in time; it is tried again daily. */
async function putOffMissed(context: Context, until: Date): Promise<number> {
  const closed = await closedProviders(context, asked.operation)
  if (closed.length === 0) return 0
  return unitOfWork(context, async (unit) => {
    const missed = await lockMissedRenewals(unit.db, context.whose(), until, AT_A_TIME, closed)
    await putOffRenewals(context, unit, missed, 'provider refused')
    return missed.length
  })
}

/** Finishes an automatic renewal that was left pending. */
export async function finishAutomaticRenewal(context: Context, operation: ProviderOperation): Promise<Ended<void>> {
  context.faultPoint?.('pending operation found')
  const due_at = new Date(String(operation.asked.body.due_at))
  const mailbox = await unitOfWork(context, (unit) => lockDueMailbox(unit.db, operation.subject_id, due_at))
  if (mailbox === undefined) return finishWithoutSubject(context, operation)
  return renew(context, mailbox, operation, 'queryOutcome')
}

async function place(
  unit: UnitOfWork,
  mailbox: DueMailbox,
  amountCents: number,
): Promise<ProviderOperation | undefined> {
  const id = newResourceId(unit.now)
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
): Promise<Ended<void>> {
  return execute(context, operation, renewalCall(context, mailbox, operation), how)
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
    undone: {
      lock: (unit) => lockDueMailbox(unit.db, mailbox.id, at),
      note: (unit) => putOffRenewals(context, unit, [mailbox], 'provider refused'),
    },
  }
}
