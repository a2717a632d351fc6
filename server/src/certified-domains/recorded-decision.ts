// How far a provider is with a domain, as the person who works there records it.
import type { Context } from '../context.ts'
import { recordsFor } from '../dns/required-records.ts'
import type { DomainFlags } from '../model/certified-domain.ts'
import type { DecisionReason } from '../model/decision-reasons.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { applyStatus } from './apply-status.ts'
import type { Applied } from './apply-status.ts'
import type { StatusCheck } from './status-check.ts'
import type { CertifiedDomainRow } from './table.ts'

/** Each includes those before it; the last ends the order. */
export const domainDecisions = ['ACCEPTED', 'CONFIGURED', 'CERTIFIED', 'REJECTED'] as const
type Decision = (typeof domainDecisions)[number]

/** `reason` and `codes`: why, for the customer, where it is rejected. */
export interface RecordedDecision {
  decision: Decision
  reason: string
  codes?: readonly DecisionReason[]
  /** What the provider said with it, seen from the domain as it is when it is applied; may refuse. */
  said?(domain: CertifiedDomainRow): SaidOfDomain
}

/** Flags and expiry as the provider has them; the flags win over what the decision says of them. */
export interface SaidOfDomain {
  flags: Partial<DomainFlags>
  expiresAt?: Date
}

/** Applies a recorded decision to the domain of that id; `seen` is the version it rests on, where it rests on one. */
export function applyRecorded(
  context: Context,
  unit: UnitOfWork,
  id: string,
  recorded: RecordedDecision,
  seen?: number,
): Promise<Applied> {
  return applyStatus(context, unit, id, (domain) => statusOf(context, domain, recorded), {
    whom: 'operator',
    fits: (domain) => fits(domain, recorded.decision),
    ...(seen !== undefined && { seen }),
  })
}

/** A domain in set-up takes every decision; a suspended one only its new certification. */
function fits({ stato, suspended_at }: CertifiedDomainRow, decision: Decision): boolean {
  return stato === 'registrato' || (stato === 'evaso' && suspended_at !== null && decision === 'CERTIFIED')
}

function statusOf(
  context: Context,
  domain: CertifiedDomainRow,
  { decision, reason, codes, said }: RecordedDecision,
): StatusCheck {
  const { flags, expiresAt } = said?.(domain) ?? { flags: {} }
  return {
    flags: { ...flagsAfter(context, domain, decision), ...flags },
    ...(expiresAt && { expiresAt }),
    checks: [],
    records: undefined,
    ...(decision === 'REJECTED' && { calledOff: { is: 'called off', reason, ...(codes && { codes }) } }),
    // When it is checked next stays as it was: nobody has checked now.
    ...(domain.check_at !== null && { askAgainAt: domain.check_at }),
  }
}

/** What a decision says of the flags; of the records only where nobody else checks them. */
function flagsAfter(context: Context, domain: CertifiedDomainRow, decision: Decision): Partial<DomainFlags> {
  if (decision === 'REJECTED') return {}
  if (decision === 'ACCEPTED') return { stato_fornitore: 'OK' }
  const setUp = { stato_fornitore: 'OK', config: 'OK' } as const
  if (decision === 'CONFIGURED') return setUp
  const records = recordsFor(context.domainRecords, domain) === undefined ? ({ dns: 'OK' } as const) : {}
  return { ...setUp, certif: 'OK', ...records }
}
