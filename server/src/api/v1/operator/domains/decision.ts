// POST /v1/operator/domains/{id}/decision: how far a provider is with a domain, recorded by the person who works there.
import { Type } from 'typebox'
import { applyStatus } from '../../../../certified-domains/apply-status.ts'
import { certifiedDomains } from '../../../../certified-domains/resource.ts'
import type { StatusCheck } from '../../../../certified-domains/status-check.ts'
import type { CertifiedDomainRow } from '../../../../certified-domains/table.ts'
import type { Context } from '../../../../context.ts'
import { recordsFor } from '../../../../dns/required-records.ts'
import type { DomainFlags } from '../../../../model/certified-domain.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { oneOf, text } from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'

const decisions = ['ACCEPTED', 'CONFIGURED', 'CERTIFIED', 'REJECTED'] as const
type Decision = (typeof decisions)[number]

export const decideCertifiedDomain = writes({
  route: 'POST /v1/operator/domains/{id}/decision',
  name: 'decideCertifiedDomain',
  tag: 'Operator',
  access: 'operator',
  summary: 'Record that a provider took the order of a domain, set it up, certified it, or rejected the order',
  resource: certifiedDomains,
  body: {
    decision: required(oneOf(decisions, 'how far the provider is; each step includes those before it'), 110),
    reason: optional(text(500, 'why, for the customer; with REJECTED'), ''),
  },
  refusals: { wrongId: 109, unknown: 109, wrongState: 115, local: { doesNotFit: 115 } },
  answers: Type.Object({ id: Type.String(), stato: Type.String() }),

  async apply({ context, row: { id }, body: { decision, reason }, unit, refuse }) {
    const applied = await applyStatus(context, unit, id, (domain) => statusOf(context, domain, decision, reason), {
      whom: 'operator',
      fits: (domain) => fits(domain, decision),
    })
    if (applied.is !== 'applied') return refuse('doesNotFit')
    return { data: { id, stato: applied.domain.stato } }
  },
})

/** A domain in set-up takes every decision; a suspended one only its new certification. */
function fits({ stato, suspended_at }: CertifiedDomainRow, decision: Decision): boolean {
  return stato === 'registrato' || (stato === 'evaso' && suspended_at !== null && decision === 'CERTIFIED')
}

function statusOf(context: Context, domain: CertifiedDomainRow, decision: Decision, reason: string): StatusCheck {
  return {
    flags: flagsAfter(context, domain, decision),
    checks: [],
    records: undefined,
    ...(decision === 'REJECTED' && { calledOff: reason }),
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
