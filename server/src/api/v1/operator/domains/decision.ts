// POST /v1/operator/domains/{id}/decision: how far a provider is with a domain, recorded by the person who works there.
import { Type } from 'typebox'
import { applyRecorded, domainDecisions } from '../../../../certified-domains/recorded-decision.ts'
import { certifiedDomains } from '../../../../certified-domains/resource.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { oneOf, text } from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'

export const decideCertifiedDomain = writes({
  route: 'POST /v1/operator/domains/{id}/decision',
  name: 'decideCertifiedDomain',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Record that a provider took the order of a domain, set it up, certified it, or rejected the order',
  resource: certifiedDomains,
  body: {
    decision: required(oneOf(domainDecisions, 'how far the provider is; each step includes those before it'), 110),
    reason: optional(text(500, 'why, for the customer; with REJECTED'), ''),
  },
  refusals: { wrongId: 109, unknown: 109, wrongState: 115, local: { doesNotFit: 115 } },
  answers: Type.Object({ id: Type.String(), stato: Type.String() }),

  async apply({ context, row: { id }, body: { decision, reason }, unit, refuse }) {
    const applied = await applyRecorded(context, unit, id, { decision, reason })
    if (applied.is !== 'applied') return refuse('doesNotFit')
    return { data: { id, stato: applied.domain.stato } }
  },
})
