// Takes back what a mailbox was given, or lost, although its provider never did it.
import { expiryUntil } from '../mailboxes/apply-decision.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxChanges, MailboxRow } from '../mailboxes/table.ts'
import { allows } from '../model/lifecycle.ts'
import type { MailboxUser } from '../model/mailbox-fields.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { isSame } from './tasks.ts'
import type { Columns, Task } from './tasks.ts'
import { addedUsers, amountBack, dateBack, expiryBack } from './values-back.ts'
import type { Undone, Why } from './values-back.ts'

const spaces = ['spazio_disco', 'spazio_storico', 'spazio_conservazione'] as const
/** A later change that rests on one of these is undone first. */
const bases = ['tipo_casella', 'conservazione'] as const

/** Undoes a task's change on its mailbox, which is locked; what came since stays, where it does not rest on it. */
export async function undoMailbox(unit: UnitOfWork, row: MailboxRow, task: Task, why: Why): Promise<Undone> {
  const { before, after } = task
  if (bases.some((name) => name in after && !isSame(row[name], after[name]))) return 'rests on it'
  if ('conservazione' in after && row.spazio_conservazione !== after.spazio_conservazione) return 'rests on it'
  const by = { whom: 'operator', ...why } as const
  if (before.stato === 'revocata' && row.stato === 'evasa') {
    const lapsed = { revoca: dateBack(before.revoca), renew_at: null, remind_at: null }
    await unit.move(mailboxes, row, 'undoReactivation', { ...valuesBack(row, task, unit.now), ...lapsed }, by)
    return 'undone'
  }
  if (after.stato === 'revocata') {
    if (row.stato !== 'revocata' || row.scadenza === null) return 'nothing left'
    const works = { revoca: null, ...expiryUntil(row, new Date(row.scadenza * 1000), unit.now) }
    await unit.move(mailboxes, row, 'undoRevocation', works, by)
    return 'undone'
  }
  if (!allows(mailboxLifecycle, row.stato, 'undoChange')) return 'nothing left'
  await unit.move(mailboxes, row, 'undoChange', valuesBack(row, task, unit.now), by)
  return 'undone'
}

function valuesBack(row: MailboxRow, task: Task, now: Date): MailboxChanges {
  const { before, after } = task
  const changes: MailboxChanges = {}
  for (const name of spaces) {
    const back = amountBack(row[name], before[name], after[name])
    if (back !== undefined) changes[name] = Math.max(back, 0)
  }
  const scadenza = expiryBack(row.scadenza, task)
  return {
    ...changes,
    ...(scadenza !== undefined && agendaBack(row, scadenza, now)),
    ...(isBoxTypeOf(before) && { tipo_casella: before.tipo_casella }),
    ...flagsBack(before),
    ...('documenti_conservazione' in before && { documenti_conservazione: null }),
    ...('multiutenza' in after && { multiutenza: usersBack(row, task) }),
  }
}

/** A renewal that failed is not tried again by itself: who was told so decides. */
function agendaBack(row: MailboxRow, scadenza: Date, now: Date): MailboxChanges {
  if (row.stato !== 'evasa') return { scadenza }
  return { ...expiryUntil(row, scadenza, now), renew_at: null }
}

const isBoxTypeOf = (columns: Columns): columns is { tipo_casella: MailboxRow['tipo_casella'] } =>
  'tipo_casella' in columns

function flagsBack(before: Columns): MailboxChanges {
  const flags: MailboxChanges = {}
  for (const name of ['conservazione', 'sms', 'storico'] as const) {
    const was = before[name]
    if (typeof was === 'boolean') flags[name] = was
  }
  return flags
}

/** The users without the one that was never added. */
function usersBack(row: MailboxRow, task: Task): MailboxUser[] | null {
  const added = addedUsers(task)
  const left = (row.multiutenza ?? []).filter(({ id_utenza }) => !added.includes(id_utenza))
  return left.length === 0 ? null : left
}
