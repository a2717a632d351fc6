// Takes back what a certified domain was given, or lost, although its provider never did it; its mailboxes go with it.
import { revokeMailboxesUnder } from '../certified-domains/apply-status.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import type { CertifiedDomainChanges, CertifiedDomainRow } from '../certified-domains/table.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { mailboxesRevokedWith } from '../mailboxes/under-domain.ts'
import { agendaUntil } from '../model/renewal.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Task } from './tasks.ts'
import { dateBack, expiryBack } from './values-back.ts'
import type { Undone, Why } from './values-back.ts'

/** Undoes a task's change on its domain, which is locked with its mailboxes. */
export async function undoDomain(unit: UnitOfWork, row: CertifiedDomainRow, task: Task, why: Why): Promise<Undone> {
  const { before, after } = task
  const by = { whom: 'operator', ...why } as const
  if (after.stato === 'revocato') return undoRevocation(unit, row, task, why)
  if (before.stato === 'revocato' && row.stato === 'evaso') {
    const lapsed = { revoca: dateBack(before.revoca), check_at: null, remind_at: null }
    const revoked = await unit.move(
      certifiedDomains,
      row,
      'undoReactivation',
      { ...agendaBack(row, task, unit.now), ...lapsed },
      by,
    )
    await revokeMailboxesUnder(unit, revoked, 'operator')
    return 'undone'
  }
  await unit.move(certifiedDomains, row, 'undoRenewal', agendaBack(row, task, unit.now), by)
  return 'undone'
}

function agendaBack(row: CertifiedDomainRow, task: Task, now: Date): CertifiedDomainChanges {
  const scadenza = expiryBack(row.scadenza, task)
  if (scadenza === undefined) return {}
  return { scadenza, ...(row.stato === 'evaso' && { remind_at: agendaUntil(scadenza, false, now).remind_at }) }
}

async function undoRevocation(unit: UnitOfWork, row: CertifiedDomainRow, { before }: Task, why: Why): Promise<Undone> {
  if (row.stato !== 'revocato' || row.revoca === null) return 'nothing left'
  const { remind_at } = agendaUntil(new Date(row.scadenza * 1000), false, unit.now)
  const step = before.stato === 'evaso' ? 'undoRevocation' : 'undoRevocationInSetup'
  const back = { revoca: null, check_at: unit.now, remind_at }
  await unit.move(certifiedDomains, row, step, back, { whom: 'operator', ...why })
  unit.wake('follow-domains')
  const gone = await mailboxesRevokedWith(unit.db, row, new Date(row.revoca * 1000))
  const steps = gone.map((mailbox) => {
    const scadenza = new Date((mailbox.scadenza ?? 0) * 1000)
    return { mailbox, at: unit.now, ...agendaUntil(scadenza, mailbox.autorinnovo, unit.now) }
  })
  const working = await moveMailboxes(unit.db, 'undoRevocation', { whom: 'operator', author: unit.author }, steps)
  await unit.enqueueCallbacks(mailboxes, working, 'undoRevocation')
  return 'undone'
}
