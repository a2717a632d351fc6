// POST /v1/operator/domains/{id}/decision: how far a provider is with a domain, recorded by the person who works there.
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { recordsFor } from '../../dns/required-records.ts'
import { settleDomain } from '../../certified-domains/apply-status.ts'
import { refusal } from '../../errors/refusal.ts'
import type { DomainFlags } from '../../model/certified-domain.ts'
import { isResourceId } from '../../model/resource-id.ts'
import { lockCertifiedDomain } from '../../certified-domains/table.ts'
import type { CertifiedDomainRow } from '../../certified-domains/table.ts'
import { isOnOrder } from '../../provider-operations/table.ts'
import { unitOfWork } from '../../unit-of-work.ts'
import { oneOf, optional, required, text } from '../../pipeline/fields.ts'
import { ownRoute } from '../own-route.ts'

const decisions = ['ACCEPTED', 'CONFIGURED', 'CERTIFIED', 'REJECTED'] as const
type Decision = (typeof decisions)[number]

export const decideDomain = ownRoute({
  route: 'POST /v1/operator/domains/{id}/decision',
  summary: 'Record that a provider took the order of a domain, set it up, certified it, or rejected the order',
  audience: 'operator',
  body: {
    decision: required(oneOf(decisions, 'how far the provider is; each step includes those before it'), 110),
    reason: optional(text(500, 'why, for the customer; with REJECTED'), ''),
  },
  answers: Type.Object({ id: Type.String(), stato: Type.String() }),

  async run({ context, params, body }) {
    return unitOfWork(context, async (unit) => {
      const id = params.id ?? ''
      const domain = isResourceId(id) ? await lockCertifiedDomain(unit.db, id, 'wait') : undefined
      if (domain === undefined) throw refusal(109)
      const isBusy = await isOnOrder(unit.db, { kind: 'certified-domain', id })
      if (isBusy || !fits(domain, body.decision)) throw refusal(115)
      const calledOff = body.decision === 'REJECTED' ? { calledOff: body.reason } : {}
      const look = { flags: flagsAfter(context, domain, body.decision), checks: [], records: undefined, ...calledOff }
      // When it is looked at next stays as it was: nobody has looked now.
      const settled = await settleDomain(unit, context, domain, { ...look, ...stillDue(domain) })
      return { data: { id: settled.id, stato: settled.stato } }
    })
  },
})

/** A domain in set-up takes every decision; a suspended one only its new certification. */
function fits({ stato, suspended_at }: CertifiedDomainRow, decision: Decision): boolean {
  return stato === 'registrato' || (stato === 'evaso' && suspended_at !== null && decision === 'CERTIFIED')
}

const stillDue = ({ check_at }: CertifiedDomainRow) => (check_at === null ? {} : { askAgainAt: check_at })

/** What a decision says of the flags; of the records only where nobody else looks at them. */
function flagsAfter(context: Context, domain: CertifiedDomainRow, decision: Decision): Partial<DomainFlags> {
  if (decision === 'REJECTED') return {}
  if (decision === 'ACCEPTED') return { stato_fornitore: 'OK' }
  const setUp = { stato_fornitore: 'OK', config: 'OK' } as const
  if (decision === 'CONFIGURED') return setUp
  const records = recordsFor(context.domainRecords, domain) === undefined ? ({ dns: 'OK' } as const) : {}
  return { ...setUp, certif: 'OK', ...records }
}
