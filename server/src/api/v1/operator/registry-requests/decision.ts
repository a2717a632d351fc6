// POST /v1/operator/registry-requests/{id}/decision: what became of a filing, recorded by the person who files.
import { Type } from 'typebox'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { holderCode, oneOf, text } from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'
import type { RequestStatus } from '../../../../providers/port/registry-requests.ts'
import { applyDecision } from '../../../../registry-requests/apply-decision.ts'
import { registryRequests } from '../../../../registry-requests/resource.ts'

const decisions = ['CODE_OBTAINED', 'COMMUNICATED', 'SENT_BACK'] as const
type Decision = (typeof decisions)[number]

export const decideRegistryRequest = writes({
  route: 'POST /v1/operator/registry-requests/{id}/decision',
  name: 'decideRegistryRequest',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: "Record a filing's code and who files, that the register was told, or that documents were sent back",
  resource: registryRequests,
  body: {
    decision: required(oneOf(decisions, 'what became of the filing'), 110),
    code: optional(text(60, "the register's code of the filing; with CODE_OBTAINED"), ''),
    attorney: optional(text(200, 'who files and is empowered to: name; with CODE_OBTAINED'), ''),
    attorney_code: optional(holderCode, ''),
    reason: optional(text(500, 'why, for the customer; with SENT_BACK'), ''),
  },
  refusals: { wrongId: 109, unknown: 109, wrongState: 115, local: { doesNotFit: 115 } },
  answers: Type.Object({ id: Type.String(), stato: Type.String() }),

  async apply({ row: { id }, body, unit, refuse }) {
    const applied = await applyDecision(unit, id, statusOf(body), { whom: 'operator' })
    if (applied.is !== 'applied') return refuse('doesNotFit')
    return { data: { id, stato: applied.request.stato } }
  },
})

interface Recorded {
  decision: Decision
  code: string
  attorney: string
  attorney_code: string
  reason: string
}

/** The decision as the provider's word. A power of attorney names its filing and its attorney: refuses 110 without. */
function statusOf({ decision, code, attorney, attorney_code, reason }: Recorded): RequestStatus {
  if (decision === 'COMMUNICATED') return { is: 'communicated' }
  if (decision === 'SENT_BACK') return { is: 'sent back', reasons: [given(reason, 'reason')] }
  const names = { name: given(attorney, 'attorney'), fiscalCode: given(attorney_code, 'attorney_code') }
  return { is: 'code obtained', codice_registro_imprese: given(code, 'code'), attorney: names }
}

function given(value: string, field: string): string {
  if (value === '') throw ownRefusal(110, { field })
  return value
}
