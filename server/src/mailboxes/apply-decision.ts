// What a provider's decision does to a mailbox, whether a job asked for it or an operator recorded it.
import { registrationCause } from '../ledger/causes.ts'
import { refund } from '../ledger/ledger.ts'
import { boxTypes } from '../model/box-types.ts'
import { addYears } from '../model/italian-date.ts'
import { agendaUntil } from '../model/renewal.ts'
import { allows } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { OrderNews } from '../providers/port.ts'
import { askAgainAt } from './table.ts'
import type { MailboxRow } from './table.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/**
 * Applies the provider's decision and gives the mailbox after it. One that no longer fits the state is dropped, as state
 * never goes backwards: undefined.
 */
export async function settle(unit: UnitOfWork, mailbox: MailboxRow, news: OrderNews): Promise<MailboxRow | undefined> {
  // Nothing is cancelled with documents at the provider (contract 3.1): they come back first, in the same transaction.
  if (news.is === 'called off' && mailbox.stato === 'in_evasione') {
    const returned = await settle(unit, mailbox, { is: 'sent back', reasons: [news.reason] })
    return returned && settle(unit, returned, news)
  }
  const move = { activated: 'accept', 'sent back': 'sendBack', 'called off': 'cancel' } as const
  if (!allows(mailboxLifecycle, mailbox.stato, move[news.is])) {
    await askAgainAt(unit.db, mailbox, null)
    return undefined
  }
  if (news.is === 'activated') return unit.move(mailbox, 'accept', activation(mailbox, unit.now), { whom: 'provider' })
  if (news.is === 'sent back') {
    const changes = { check_at: null, rejection: news.reasons }
    return unit.move(mailbox, 'sendBack', changes, { whom: 'provider', reason: news.reasons.join('; ') })
  }
  const { account_id: accountId, id } = mailbox
  await refund(unit.db, { accountId, cause: registrationCause(id), reason: news.reason }, unit.now)
  return unit.move(mailbox, 'cancel', { check_at: null }, { whom: 'provider', reason: news.reason })
}

/** What activation gives a mailbox: a year from now, its type's spaces, the services the samples show (contract 3.1). */
function activation(mailbox: MailboxRow, now: Date) {
  const scadenza = addYears(now, 1)
  const { spazio_disco, spazio_storico } = boxTypes[mailbox.tipo_casella]
  return {
    evasione: now,
    scadenza,
    ...agendaUntil(scadenza, mailbox.autorinnovo, now),
    spazio_disco,
    spazio_storico,
    sms: true,
    storico: true,
    check_at: null,
  }
}
