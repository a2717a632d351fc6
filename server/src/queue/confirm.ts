// What the provider said with a task that is done, kept: it wins over what was expected. What later orders added stays.
import { certifiedDomains } from '../certified-domains/resource.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { expiryUntil } from '../mailboxes/apply-decision.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxChanges, MailboxRow } from '../mailboxes/table.ts'
import { allows } from '../model/lifecycle.ts'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { agendaUntil } from '../model/renewal.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { expirySaid, factsInWords, standingOf } from './facts.ts'
import type { Facts } from './facts.ts'
import type { Task } from './tasks.ts'
import { addedUsers } from './values-back.ts'

/** What was said of which task, beside the tasks of its resource that are still open. */
export interface Said {
  task: Task
  others: readonly Task[]
  facts: Facts
}

const spaces = ['spazio_disco', 'spazio_storico', 'spazio_conservazione'] as const

/** Keeps what was said of a mailbox, which is locked. One that is closed by now stays as it is. Refuses 110, 144, 145. */
export async function confirmMailbox(unit: UnitOfWork, row: MailboxRow, said: Said): Promise<void> {
  const changes = { ...spacesSaid(row, said), ...mailboxExpiry(row, said, unit.now), ...codesSaid(row, said) }
  if (!allows(mailboxLifecycle, row.stato, 'confirmChange')) return
  const by = { whom: 'operator', reason: factsInWords(said.facts) } as const
  await unit.move(mailboxes, row, 'confirmChange', changes, by)
}

/** Keeps what was said of a domain, which is locked. Refuses 110, 145. */
export async function confirmDomain(unit: UnitOfWork, row: CertifiedDomainRow, said: Said): Promise<void> {
  const scadenza = movedExpiry(row.scadenza, said, unit.now)
  if (scadenza === undefined || !allows(certifiedDomainLifecycle, row.stato, 'confirmRenewal')) return
  const agenda = row.stato === 'evaso' ? { remind_at: agendaUntil(scadenza, false, unit.now).remind_at } : {}
  const by = { whom: 'operator', reason: factsInWords(said.facts) } as const
  await unit.move(certifiedDomains, row, 'confirmRenewal', { scadenza, ...agenda }, by)
}

function spacesSaid(row: MailboxRow, { task, others, facts }: Said): MailboxChanges {
  const changes: MailboxChanges = {}
  for (const field of spaces) {
    const said = facts[field]
    if (said === undefined) continue
    if (field === 'spazio_conservazione' && !row.conservazione) throw ownRefusal(144, { field })
    const { was, is } = standingOf(row[field], field, task, others)
    if (said < was) throw ownRefusal(145, { field, was })
    changes[field] = row[field] + said - is
  }
  return changes
}

function mailboxExpiry(row: MailboxRow, said: Said, now: Date): MailboxChanges {
  const scadenza = row.scadenza === null ? undefined : movedExpiry(row.scadenza, said, now)
  if (scadenza === undefined) return {}
  return row.stato === 'evasa' ? expiryUntil(row, scadenza, now) : { scadenza }
}

function movedExpiry(scadenza: number, { task, others, facts }: Said, now: Date): Date | undefined {
  if (facts.data_scadenza === undefined) return undefined
  const standing = standingOf(scadenza, 'scadenza', task, others)
  const apartMs = expirySaid(facts.data_scadenza, standing, now).getTime() - standing.is * 1_000
  return new Date(scadenza * 1_000 + apartMs)
}

function codesSaid({ multiutenza }: MailboxRow, { task, facts: { uid, userid } }: Said): MailboxChanges {
  if (userid === undefined) return uid === undefined ? {} : { uid }
  const added = addedUsers(task)
  const users = multiutenza ?? []
  return { multiutenza: users.map((user) => (added.includes(user.id_utenza) ? { ...user, userid } : user)) }
}
