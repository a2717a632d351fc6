// What a provider's decision does to a mailbox, whoever brings it: a job that asked, an operator, a domain that goes.
import { registrationCause } from '../ledger/causes.ts'
import { refund } from '../ledger/ledger.ts'
import { boxTypes } from '../model/box-types.ts'
import { addYears } from '../model/italian-date.ts'
import { allows } from '../model/lifecycle.ts'
import type { Mover } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { agendaUntil } from '../model/renewal.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { causeOf, noteDecision, rejectionOf } from '../provider-operations/told.ts'
import type { CalledOff, SentBack } from '../providers/port/answer.ts'
import type { MailboxFacts, MailboxStatus } from '../providers/port/mailboxes.ts'
import { checkAgainAt } from '../store/resource.ts'
import { noteTakenAddress } from '../store/taken-addresses.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { mailboxes } from './resource.ts'
import type { MailboxChanges, MailboxRow } from './table.ts'

/** `dropped`: the decision no longer fits the state, as state never goes backwards. */
export type Applied = { is: 'applied'; mailbox: MailboxRow } | { is: 'gone' | 'moved' | 'pending' | 'dropped' }

/**
 * Applies a decision to the mailbox of that id. `seen` is the version it rests on, where it rests on one. Nothing is
 * applied while an operation at the provider is pending.
 */
export async function applyDecision(
  unit: UnitOfWork,
  id: string,
  decision: MailboxStatus,
  { whom, seen }: { whom: Mover; seen?: number },
): Promise<Applied> {
  const locked = await lockIdle(unit, mailboxes, id, seen)
  if (locked.is !== 'idle') return locked
  const mailbox = await applyToLocked(unit, locked.row, decision, whom)
  return mailbox === undefined ? { is: 'dropped' } : { is: 'applied', mailbox }
}

/** The same for a mailbox that is locked and known to have nothing pending; undefined when the decision is dropped. */
export async function applyToLocked(
  unit: UnitOfWork,
  mailbox: MailboxRow,
  decision: MailboxStatus,
  whom: Mover,
): Promise<MailboxRow | undefined> {
  // Nothing is cancelled with documents at the provider (contract 3.1): they come back first, in the same transaction.
  if (decision.is === 'called off' && mailbox.stato === 'in_evasione') {
    const returned = await applyToLocked(unit, mailbox, sentBackFirst(decision), whom)
    return returned && applyToLocked(unit, returned, decision, whom)
  }
  const step = { activated: 'accept', 'sent back': 'sendBack', 'called off': 'cancel' } as const
  if (!allows(mailboxLifecycle, mailbox.stato, step[decision.is])) {
    await checkAgainAt(unit.db, mailboxes, mailbox, null)
    return undefined
  }
  if (decision.is === 'activated')
    return unit.move(mailboxes, mailbox, 'accept', activation(mailbox, decision, unit.now), { whom, callsBack: true })
  if (decision.is === 'sent back') {
    const changes = { check_at: null, rejection: rejectionOf(decision) }
    const by = { whom, callsBack: true, ...causeOf(decision) }
    await noteDecision(unit, mailboxes, mailbox, decision)
    return unit.move(mailboxes, mailbox, 'sendBack', changes, by)
  }
  const { account_id: accountId, id, casella_pec } = mailbox
  const { author } = unit
  if (decision.codes?.includes('address-taken') === true) await noteTakenAddress(unit.db, casella_pec, unit.now)
  await noteDecision(unit, mailboxes, mailbox, decision)
  await refund(unit.db, { accountId, cause: registrationCause(id), reason: decision.reason, author }, unit.now)
  return unit.move(mailboxes, mailbox, 'cancel', { check_at: null }, { whom, callsBack: true, ...causeOf(decision) })
}

const sentBackFirst = ({ reason, codes = [] }: CalledOff): SentBack => ({ is: 'sent back', reasons: [reason], codes })

/** What activation gives a mailbox: a year from now and its type's spaces unless the provider says otherwise (contract 3.1). */
function activation(mailbox: MailboxRow, facts: MailboxFacts, now: Date): MailboxChanges {
  const { spazio_disco, spazio_storico } = { ...boxTypes[mailbox.tipo_casella], ...facts.spaces }
  return {
    evasione: now,
    ...expiryUntil(mailbox, addYears(now, 1), now),
    spazio_disco,
    spazio_storico,
    ...saidBy(mailbox, facts, now),
    sms: true,
    storico: spazio_storico > 0,
    check_at: null,
  }
}

/** An expiry, with the reminders and renewals that follow from it. */
export function expiryUntil(
  { autorinnovo }: Pick<MailboxRow, 'autorinnovo'>,
  scadenza: Date,
  now: Date,
): Pick<MailboxChanges, 'scadenza' | 'renew_at' | 'remind_at'> {
  return { scadenza, ...agendaUntil(scadenza, autorinnovo, now) }
}

/** What a provider said of a mailbox, as changes that win over our own rules; nothing where it said nothing. */
export function saidBy(
  mailbox: Pick<MailboxRow, 'autorinnovo'>,
  { expiresAt, spaces = {}, uid, cod_attivazione }: MailboxFacts,
  now: Date,
): MailboxChanges {
  return {
    ...(expiresAt && expiryUntil(mailbox, expiresAt, now)),
    ...spaces,
    ...(uid && { uid }),
    ...(cod_attivazione && { cod_attivazione }),
  }
}
