// The scenarios of a certified domain.
import { applyStatus, revokeMailboxesUnder } from '../certified-domains/apply-status.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import type { StatusCheck } from '../certified-domains/status-check.ts'
import type { CertifiedDomainChanges, CertifiedDomainRow } from '../certified-domains/table.ts'
import { expireLocked } from '../jobs/expire-domains.ts'
import type { DomainFlags } from '../model/certified-domain.ts'
import { GRACE_DAYS } from '../model/domain-watch.ts'
import { addYears } from '../model/italian-date.ts'
import { agendaUntil } from '../model/renewal.ts'
import { domainScenarios } from '../model/scenarios.ts'
import type { DomainScenario } from '../model/scenarios.ts'
import type { CalledOff } from '../providers/port/answer.ts'
import { checkAgainAt } from '../store/resource.ts'
import { A_DAY_MS, calledOff, soonExpiry } from './happenings.ts'
import type { Bring, Stage } from './happenings.ts'

type BringDomain = Bring<CertifiedDomainRow>

/** How a scenario is brought about; undefined for a name that is none. */
export const bringDomain = (name: string): BringDomain | undefined => (isScenario(name) ? how[name] : undefined)

const isScenario = (name: string): name is DomainScenario => Object.hasOwn(domainScenarios, name)

const setUp = { stato_fornitore: 'OK', config: 'OK' } as const

const how: Readonly<Record<DomainScenario, BringDomain>> = {
  'order-accepted': (stage, row) => found(stage, row, { stato_fornitore: 'OK' }),
  'order-refused': (stage, row) => found(stage, row, {}, calledOff(stage.why)),
  configured: (stage, row) => found(stage, row, setUp),
  certified: async (stage, row) => {
    if (row.stato === 'evaso' && row.suspended_at === null) return false
    return found(stage, row, { ...setUp, dns: 'OK', certif: 'OK' })
  },
  'dns-broken': (stage, row) => found(stage, row, { dns: 'KO' }),
  'dns-mended': (stage, row) => found(stage, row, { dns: 'OK' }),
  suspended: async (stage, row) => {
    const { unit } = stage
    if (row.suspended_at !== null) return false
    const broken_since = new Date(unit.now.getTime() - GRACE_DAYS * A_DAY_MS)
    const changes = { dns: 'KO', broken_since } as const
    const broken = await unit.move(certifiedDomains, row, 'noteBrokenRecords', changes, { whom: 'provider' })
    return found(stage, broken, { dns: 'KO' })
  },
  'decision-delayed': ({ unit }, row) =>
    checkAgainAt(unit.db, certifiedDomains, row, new Date(unit.now.getTime() + A_DAY_MS)),
  'about-to-expire': (stage, row) => expiryNoted(stage, row, soonExpiry(stage.unit.now)),
  'expiry-extended': (stage, row) => {
    const scadenza = addYears(new Date(row.scadenza * 1000), 1)
    const { remind_at } = agendaUntil(scadenza, false, stage.unit.now)
    return expiryNoted(stage, row, { scadenza, remind_at })
  },
  expired: async (stage, row) => {
    const noted = await expiryNoted(stage, row, { scadenza: stage.unit.now, remind_at: null })
    return expireLocked(stage.unit, noted)
  },
  'revoked-by-provider': async ({ unit }, row) => {
    const changes = { revoca: unit.now, check_at: null, remind_at: null }
    const revoked = await unit.move(certifiedDomains, row, 'revoke', changes, { whom: 'provider' })
    await revokeMailboxesUnder(unit, revoked, 'provider')
  },
}

/** What provider and name servers would be found to say; where its records are simulated, nobody asks them again. */
function found({ context, unit }: Stage, row: CertifiedDomainRow, flags: Partial<DomainFlags>, off?: CalledOff) {
  const records = flags.dns === 'MISSING' ? undefined : flags.dns
  const status: StatusCheck = { flags, checks: [], records, ...(off && { calledOff: off }) }
  return applyStatus(context, unit, row.id, () => status, { whom: 'provider' })
}

const expiryNoted = ({ unit }: Stage, row: CertifiedDomainRow, changes: CertifiedDomainChanges) =>
  unit.move(certifiedDomains, row, 'noteExpiry', changes, { whom: 'provider' })
