// What news do to a certified domain, whoever brings them: a job that looked, an operator, a customer who asks again.
import { domainOrderCause } from './ledger/causes.ts'
import { refund } from './ledger/ledger.ts'
import type { Context } from './context.ts'
import type { DomainLook } from './domain-look.ts'
import { looksAtRecords } from './domain-look.ts'
import { domainFlagNames, isComplete } from './model/certified-domain.ts'
import type { DomainFlags } from './model/certified-domain.ts'
import { graceDaysLeft, graceEnd, nextLookAtSetup, nextLookAtWorking } from './model/domain-watch.ts'
import { settle } from './provider-news.ts'
import { keepChecks } from './store/certified-domains.ts'
import type { CertifiedDomainRow } from './store/certified-domains.ts'
import { lookAgainAt } from './store/due-domains.ts'
import { noteEvent } from './store/events.ts'
import { lockMailboxesUnder, mailboxesUnder } from './store/mailboxes-of-domain.ts'
import type { CertifiedDomainChanges } from './store/move-domain.ts'
import { moveMailboxes } from './store/move.ts'
import type { Mover } from './model/lifecycle.ts'
import type { UnitOfWork } from './unit-of-work.ts'

const MAILBOXES_AT_A_TIME = 200
// The job comes round that often without being asked.
const LOOKED_AT_BY_ITSELF_MS = 300_000

/**
 * Applies what was seen of a locked domain, and sets when to look again. Gives the domain after it, the same one when
 * nothing changed. States never go backwards: what no longer fits is dropped.
 */
export async function settleDomain(
  unit: UnitOfWork,
  context: Context,
  domain: CertifiedDomainRow,
  look: DomainLook,
  whom: Mover = 'provider',
): Promise<CertifiedDomainRow> {
  const kept = look.checks.map(({ name, verdict, ...detail }) => ({ name, verdict, detail, checked_at: unit.now }))
  await keepChecks(unit.db, domain.id, kept)
  const check_at = nextLook(context, domain, look, unit.now)
  const isSoon = check_at !== null && check_at.getTime() - unit.now.getTime() < LOOKED_AT_BY_ITSELF_MS
  if (isSoon) await unit.enqueue('follow-domains', {}, check_at)
  if (domain.stato === 'registrato') return settleSetup(unit, domain, look, check_at, whom)
  if (domain.stato === 'evaso') return settleWorking(unit, domain, look, check_at, whom)
  await lookAgainAt(unit.db, domain, null)
  return domain
}

function nextLook(context: Context, domain: CertifiedDomainRow, look: DomainLook, now: Date): Date | null {
  if (!looksAtRecords(context, domain)) return look.askAgainAt ?? null
  const flags = { ...flagsOf(domain), ...look.flags }
  if (domain.stato === 'evaso' || isComplete(flags)) return nextLookAtWorking(now, look.records !== 'UNKNOWN')
  const usual = nextLookAtSetup(new Date(domain.registrazione * 1000), now)
  const unanswered = nextLookAtWorking(now, false)
  const soon = look.records === 'UNKNOWN' && unanswered < usual ? unanswered : usual
  return look.askAgainAt !== undefined && look.askAgainAt < soon ? look.askAgainAt : soon
}

async function settleSetup(
  unit: UnitOfWork,
  domain: CertifiedDomainRow,
  { flags, calledOff }: DomainLook,
  check_at: Date | null,
  whom: Mover,
): Promise<CertifiedDomainRow> {
  if (calledOff !== undefined) {
    const { account_id: accountId, id } = domain
    const changes = { stato_fornitore: 'KO', revoca: unit.now, check_at: null, remind_at: null } as const
    const rejected = await unit.moveDomain(domain, 'rejectOrder', changes, { whom, reason: calledOff })
    await revokeMailboxesUnder(unit, rejected, whom)
    // Last: the wallet is locked after mailboxes everywhere.
    await refund(unit.db, { accountId, cause: domainOrderCause(id), reason: calledOff }, unit.now)
    return rejected
  }
  const changed = changesIn(domain, flags)
  if (isComplete({ ...flagsOf(domain), ...flags }))
    return unit.moveDomain(domain, 'certify', { ...changed, certificazione: unit.now, check_at }, { whom })
  if (Object.keys(changed).length > 0) return unit.moveDomain(domain, 'followSetup', { ...changed, check_at }, { whom })
  await lookAgainAt(unit.db, domain, check_at)
  return domain
}

/** A working domain only loses `dns` to wrong records, and after the grace `certif`; it gets both back. */
async function settleWorking(
  unit: UnitOfWork,
  domain: CertifiedDomainRow,
  look: DomainLook,
  check_at: Date | null,
  whom: Mover,
): Promise<CertifiedDomainRow> {
  const dns = look.flags.dns ?? domain.dns
  const move = workingMove(domain, { ...look.flags, dns, isKnown: look.records !== 'UNKNOWN' }, unit.now)
  if (move === undefined) {
    if (dns === 'KO' && domain.broken_since !== null && domain.suspended_at === null && look.records === 'KO')
      await tellOfBreak(unit, domain, domain.broken_since, look)
    await lookAgainAt(unit.db, domain, check_at)
    return domain
  }
  const moved = await unit.moveDomain(domain, move.name, { ...move.changes, check_at }, { whom })
  if (move.name === 'noteBrokenRecords') await tellOfBreak(unit, moved, unit.now, look)
  if (move.name === 'suspend') await note(unit, moved, 'domain-suspended', {})
  if (move.name === 'noteMendedRecords')
    await note(unit, moved, moved.suspended_at === null ? 'domain-records-mended' : 'domain-awaits-certification', {})
  return moved
}

type WorkingMove = 'noteBrokenRecords' | 'noteMendedRecords' | 'suspend'

function workingMove(
  { dns: before, certif, broken_since, suspended_at }: CertifiedDomainRow,
  { dns, certif: toldCertif, isKnown }: Partial<DomainFlags> & { dns: string; isKnown: boolean },
  now: Date,
): { name: WorkingMove; changes: CertifiedDomainChanges } | undefined {
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
  if (toldCertif === 'OK')
    return { name: 'noteMendedRecords', changes: { ...mended, certif: 'OK', suspended_at: null } }
  if (before === 'OK' && certif === 'MISSING') return undefined
  return { name: 'noteMendedRecords', changes: { ...mended, certif: 'MISSING' } }
}

function tellOfBreak(unit: UnitOfWork, domain: CertifiedDomainRow, since: Date, look: DomainLook): Promise<void> {
  const checks = look.checks.filter((check) => check.verdict === 'KO').map((check) => check.name)
  return note(unit, domain, 'domain-records-broken', { days_left: graceDaysLeft(since, unit.now), checks })
}

function note(unit: UnitOfWork, domain: CertifiedDomainRow, kind: string, detail: object): Promise<void> {
  const { account_id: accountId, id, dominio } = domain
  const event = { accountId, subject: { kind: 'domain', id }, kind, detail: { dominio, ...detail } }
  return noteEvent(unit.db, event, unit.now)
}

/**
 * Revokes every mailbox under a domain with it, a bounded batch at a time, each with its callback; those not active yet
 * are called off and refunded. The domain is locked by the caller.
 */
export async function revokeMailboxesUnder(unit: UnitOfWork, domain: CertifiedDomainRow, whom: Mover): Promise<void> {
  await lockMailboxesUnder(unit.db, domain)
  for (let after = ''; ;) {
    const mailboxes = await mailboxesUnder(unit.db, domain, after, MAILBOXES_AT_A_TIME)
    const working = mailboxes.filter((mailbox) => mailbox.stato === 'evasa')
    const steps = working.map((mailbox) => ({
      mailbox,
      at: unit.now,
      revoca: unit.now,
      renew_at: null,
      remind_at: null,
    }))
    const revoked = await moveMailboxes(unit.db, 'revokeWithDomain', whom, steps)
    await unit.tellMany(revoked, 'revokeWithDomain', () => unit.now)
    for (const mailbox of mailboxes)
      if (['registrata', 'in_evasione', 'documenti_errati'].includes(mailbox.stato))
        await settle(unit, mailbox, { is: 'called off', reason: 'dominio revocato' })
    const last = mailboxes.at(-1)
    if (last === undefined || mailboxes.length < MAILBOXES_AT_A_TIME) return
    after = last.id
  }
}

function flagsOf({ stato_fornitore, dns, config, certif }: CertifiedDomainRow): DomainFlags {
  return { stato_fornitore, dns, config, certif }
}

/** The flags of a look that are not as they were. */
function changesIn(domain: CertifiedDomainRow, flags: Partial<DomainFlags>): Partial<DomainFlags> {
  const changed: Partial<DomainFlags> = {}
  for (const name of domainFlagNames) {
    const flag = flags[name]
    if (flag !== undefined && flag !== domain[name]) changed[name] = flag
  }
  return changed
}
