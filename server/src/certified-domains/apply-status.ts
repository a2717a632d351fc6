// What is known of a certified domain applied to it, whoever brings it: a job that checked, an operator, a customer who
// asks for another check. And how its mailboxes go with it.
import type { Context } from '../context.ts'
import { domainOrderCause } from '../ledger/causes.ts'
import { refund } from '../ledger/ledger.ts'
import { applyToLocked } from '../mailboxes/apply-decision.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { idleMailboxesUnder, lockMailboxesUnder } from '../mailboxes/under-domain.ts'
import { domainFlagNames, isComplete } from '../model/certified-domain.ts'
import type { DomainFlags } from '../model/certified-domain.ts'
import { graceDaysLeft, graceEnd, nextCheckAtSetup, nextCheckAtWorking } from '../model/domain-watch.ts'
import type { Mover } from '../model/lifecycle.ts'
import { agendaUntil } from '../model/renewal.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { causeOf, noteDecision } from '../provider-operations/told.ts'
import type { CalledOff } from '../providers/port/answer.ts'
import { checkAgainAt } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { certifiedDomains } from './resource.ts'
import { checksRecords } from './status-check.ts'
import type { StatusCheck } from './status-check.ts'
import { keepChecks } from './table.ts'
import type { CertifiedDomainChanges, CertifiedDomainRow } from './table.ts'

const MAILBOXES_AT_A_TIME = 200
// The job comes round that often without being asked.
const CHECKED_BY_ITSELF_MS = 300_000
// A mailbox that cannot go with its domain yet, as its provider is busy with it, is tried again after this.
const BUSY_MAILBOXES_AGAIN_MS = 60_000

export type Applied = { is: 'applied'; domain: CertifiedDomainRow } | { is: 'gone' | 'moved' | 'pending' | 'refused' }

/** What a status rests on and who brings it; `fits` says whether the domain, locked, may take it. */
export interface AppliedBy {
  whom: Mover
  seen?: number
  fits?(domain: CertifiedDomainRow): boolean
}

/**
 * Applies what is known of the domain of that id, and sets when to check again. The domain after it is the same one when
 * nothing changed; states never go backwards, so what no longer fits is dropped. Nothing is applied while an operation at
 * the provider is pending.
 */
export async function applyStatus(
  context: Context,
  unit: UnitOfWork,
  id: string,
  status: (domain: CertifiedDomainRow) => StatusCheck,
  { whom, seen, fits }: AppliedBy,
): Promise<Applied> {
  const locked = await lockIdle(unit, certifiedDomains, id, seen)
  if (locked.is !== 'idle') return locked
  if (fits?.(locked.row) === false) return { is: 'refused' }
  return { is: 'applied', domain: await applyToLockedDomain(context, unit, locked.row, status(locked.row), whom) }
}

async function applyToLockedDomain(
  context: Context,
  unit: UnitOfWork,
  domain: CertifiedDomainRow,
  status: StatusCheck,
  whom: Mover,
): Promise<CertifiedDomainRow> {
  const kept = status.checks.map(({ name, verdict, ...detail }) => ({ name, verdict, detail, checked_at: unit.now }))
  await keepChecks(unit.db, domain.id, kept)
  if (domain.stato === 'revocato') return sweepRevoked(unit, domain, whom)
  const check_at = nextCheck(context, domain, status, unit.now)
  const isSoon = check_at !== null && check_at.getTime() - unit.now.getTime() < CHECKED_BY_ITSELF_MS
  if (isSoon) unit.wake('follow-domains')
  if (domain.stato === 'registrato') return applyToSetup(unit, domain, status, check_at, whom)
  return applyToWorking(unit, domain, status, check_at, whom)
}

/** Mailboxes that could not go with their domain go now, if their providers are done with them. */
async function sweepRevoked(unit: UnitOfWork, domain: CertifiedDomainRow, whom: Mover): Promise<CertifiedDomainRow> {
  await checkAgainAt(unit.db, certifiedDomains, domain, null)
  await revokeMailboxesUnder(unit, domain, whom)
  return { ...domain, check_at: null }
}

function nextCheck(context: Context, domain: CertifiedDomainRow, status: StatusCheck, now: Date): Date | null {
  if (!checksRecords(context, domain)) return status.askAgainAt ?? null
  const flags = { ...flagsOf(domain), ...status.flags }
  if (domain.stato === 'evaso' || isComplete(flags)) return nextCheckAtWorking(now, status.records !== 'UNKNOWN')
  const usual = nextCheckAtSetup(new Date(domain.registrazione * 1000), now)
  const unanswered = nextCheckAtWorking(now, false)
  const soon = status.records === 'UNKNOWN' && unanswered < usual ? unanswered : usual
  return status.askAgainAt !== undefined && status.askAgainAt < soon ? status.askAgainAt : soon
}

async function applyToSetup(
  unit: UnitOfWork,
  domain: CertifiedDomainRow,
  { flags, calledOff, expiresAt }: StatusCheck,
  check_at: Date | null,
  whom: Mover,
): Promise<CertifiedDomainRow> {
  if (calledOff !== undefined) return rejectOrder(unit, domain, calledOff, whom)
  const changed = { ...changesIn(domain, flags), ...newExpiry(domain, expiresAt, unit.now) }
  if (isComplete({ ...flagsOf(domain), ...flags })) {
    const changes = { ...changed, certificazione: unit.now, check_at }
    return unit.move(certifiedDomains, domain, 'certify', changes, { whom })
  }
  if (Object.keys(changed).length > 0)
    return unit.move(certifiedDomains, domain, 'followSetup', { ...changed, check_at }, { whom })
  await checkAgainAt(unit.db, certifiedDomains, domain, check_at)
  return { ...domain, check_at }
}

async function rejectOrder(
  unit: UnitOfWork,
  domain: CertifiedDomainRow,
  calledOff: CalledOff,
  whom: Mover,
): Promise<CertifiedDomainRow> {
  const { reason } = calledOff
  const { account_id: accountId, id } = domain
  const changes = { stato_fornitore: 'KO', revoca: unit.now, check_at: null, remind_at: null } as const
  const rejected = await unit.move(certifiedDomains, domain, 'rejectOrder', changes, { whom, ...causeOf(calledOff) })
  await noteDecision(unit, certifiedDomains, rejected, calledOff)
  await revokeMailboxesUnder(unit, rejected, whom)
  // Last: the wallet is locked after mailboxes everywhere.
  await refund(unit.db, { accountId, cause: domainOrderCause(id), reason, author: unit.author }, unit.now)
  return rejected
}

/** A working domain only loses `dns` to wrong records, and after the grace `certif`; it gets both back. */
async function applyToWorking(
  unit: UnitOfWork,
  domain: CertifiedDomainRow,
  status: StatusCheck,
  check_at: Date | null,
  whom: Mover,
): Promise<CertifiedDomainRow> {
  const dns = status.flags.dns ?? domain.dns
  const found = { ...status.flags, dns, isKnown: status.records !== 'UNKNOWN' }
  const step = workingStep(domain, found, unit.now)
  if (step === undefined) {
    if (dns === 'KO' && domain.broken_since !== null && domain.suspended_at === null && status.records === 'KO')
      await noteBreak(unit, domain, domain.broken_since, status)
    await checkAgainAt(unit.db, certifiedDomains, domain, check_at)
    return { ...domain, check_at }
  }
  const moved = await unit.move(certifiedDomains, domain, step.name, { ...step.changes, check_at }, { whom })
  if (step.name === 'noteBrokenRecords') await noteBreak(unit, moved, unit.now, status)
  if (step.name === 'suspend') await noteEvent(unit, moved, 'domain-suspended', {})
  if (step.name === 'noteMendedRecords') {
    const kind = moved.suspended_at === null ? 'domain-records-mended' : 'domain-awaits-certification'
    await noteEvent(unit, moved, kind, {})
  }
  return moved
}

type WorkingStep = 'noteBrokenRecords' | 'noteMendedRecords' | 'suspend'

function workingStep(
  { dns: before, certif, broken_since, suspended_at }: CertifiedDomainRow,
  { dns, certif: saidCertif, isKnown }: Partial<DomainFlags> & { dns: string; isKnown: boolean },
  now: Date,
): { name: WorkingStep; changes: CertifiedDomainChanges } | undefined {
  if (dns === 'KO') {
    if (broken_since === null) return { name: 'noteBrokenRecords', changes: { dns: 'KO', broken_since: now } }
    // Nobody is suspended on an old verdict: what is unknown now may have been mended.
    const isOver = isKnown && suspended_at === null && now >= graceEnd(broken_since)
    return isOver ? { name: 'suspend', changes: { certif: 'KO', suspended_at: now } } : undefined
  }
  const mended = { dns: 'OK', broken_since: null } as const
  if (suspended_at === null)
    return before === 'OK' && broken_since === null ? undefined : { name: 'noteMendedRecords', changes: mended }
  // Once suspended it is certified anew, by the provider's word or the index.
  if (saidCertif === 'OK')
    return { name: 'noteMendedRecords', changes: { ...mended, certif: 'OK', suspended_at: null } }
  if (before === 'OK' && certif === 'MISSING') return undefined
  return { name: 'noteMendedRecords', changes: { ...mended, certif: 'MISSING' } }
}

function noteBreak(unit: UnitOfWork, domain: CertifiedDomainRow, since: Date, status: StatusCheck): Promise<void> {
  const checks = status.checks.filter((check) => check.verdict === 'KO').map((check) => check.name)
  return noteEvent(unit, domain, 'domain-records-broken', { days_left: graceDaysLeft(since, unit.now), checks })
}

function noteEvent(unit: UnitOfWork, domain: CertifiedDomainRow, kind: string, detail: object): Promise<void> {
  const { account_id: accountId, id, dominio } = domain
  return unit.noteEvents([
    { accountId, resource: { kind: certifiedDomains.kind, id }, kind, detail: { dominio, ...detail } },
  ])
}

/**
 * Revokes every mailbox under a domain with it, a bounded batch at a time, each with its callback; those not active yet
 * are called off and refunded. A mailbox with an operation pending at its provider stays as it is until that has ended:
 * the domain, though revoked, is checked again then. The domain is locked by the caller.
 */
export async function revokeMailboxesUnder(unit: UnitOfWork, domain: CertifiedDomainRow, whom: Mover): Promise<void> {
  const locked = await lockMailboxesUnder(unit.db, domain)
  for (let after = ''; ;) {
    const batch = await idleMailboxesUnder(unit.db, domain, after, MAILBOXES_AT_A_TIME)
    await revokeBatch(unit, batch, whom)
    const last = batch.at(-1)
    if (last === undefined || batch.length < MAILBOXES_AT_A_TIME) break
    after = last.id
  }
  if (locked.pending === 0) return
  const again = new Date(unit.now.getTime() + BUSY_MAILBOXES_AGAIN_MS)
  await checkAgainAt(unit.db, certifiedDomains, domain, again)
  unit.wake('follow-domains')
}

async function revokeBatch(
  unit: UnitOfWork,
  batch: Awaited<ReturnType<typeof idleMailboxesUnder>>,
  whom: Mover,
): Promise<void> {
  const working = batch.filter((mailbox) => mailbox.stato === 'evasa')
  const steps = working.map((mailbox) => ({
    mailbox,
    at: unit.now,
    revoca: unit.now,
    renew_at: null,
    remind_at: null,
  }))
  const revoked = await moveMailboxes(unit.db, 'revokeWithDomain', { whom, author: unit.author }, steps)
  await unit.enqueueCallbacks(mailboxes, revoked, 'revokeWithDomain')
  for (const mailbox of batch)
    if (['registrata', 'in_evasione', 'documenti_errati'].includes(mailbox.stato))
      await applyToLocked(unit, mailbox, { is: 'called off', reason: 'dominio revocato' }, whom)
}

function flagsOf({ stato_fornitore, dns, config, certif }: CertifiedDomainRow): DomainFlags {
  return { stato_fornitore, dns, config, certif }
}

/** The flags found that are not as they were. */
function changesIn(domain: CertifiedDomainRow, flags: Partial<DomainFlags>): Partial<DomainFlags> {
  const changed: Partial<DomainFlags> = {}
  for (const name of domainFlagNames) {
    const flag = flags[name]
    if (flag !== undefined && flag !== domain[name]) changed[name] = flag
  }
  return changed
}

/** The expiry a provider names, where it is another one, with the reminder that follows from it. */
function newExpiry(domain: CertifiedDomainRow, expiresAt: Date | undefined, now: Date): CertifiedDomainChanges {
  if (expiresAt === undefined || expiresAt.getTime() === domain.scadenza * 1000) return {}
  return { scadenza: expiresAt, remind_at: agendaUntil(expiresAt, false, now).remind_at }
}
