// POST /v1/operator/registry-requests/{id}/decision: what became of a filing, recorded by the person who files.
import { Type } from 'typebox'
import { refusal } from '../../errors/refusal.ts'
import { isResourceId } from '../../model/resource-id.ts'
import type { RegisterNews } from '../../providers/port.ts'
import { settleRequest } from '../../registry-requests/apply-decision.ts'
import { lockRegistryRequest } from '../../registry-requests/table.ts'
import { unitOfWork } from '../../unit-of-work.ts'
import { holderCode, oneOf, optional, required, text } from '../../pipeline/fields.ts'
import { ownRoute } from '../own-route.ts'

type Decision = 'CODE_OBTAINED' | 'COMMUNICATED' | 'SENT_BACK'

export const decideRegistryRequest = ownRoute({
  route: 'POST /v1/operator/registry-requests/{id}/decision',
  summary: "Record a filing's code and who files, that the register was told, or that documents were sent back",
  audience: 'operator',
  body: {
    decision: required(oneOf(['CODE_OBTAINED', 'COMMUNICATED', 'SENT_BACK'], 'what became of the filing'), 110),
    code: optional(text(60, "the register's code of the filing; with CODE_OBTAINED"), ''),
    attorney: optional(text(200, 'who files and is empowered to: name; with CODE_OBTAINED'), ''),
    attorney_code: optional(holderCode, ''),
    reason: optional(text(500, 'why, for the customer; with SENT_BACK'), ''),
  },
  answers: Type.Object({ id: Type.String(), stato: Type.String() }),

  async run({ context, params, body }) {
    const news = newsOf(body)
    return unitOfWork(context, async (unit) => {
      const id = params.id ?? ''
      const request = isResourceId(id) ? await lockRegistryRequest(unit.db, id, 'wait') : undefined
      if (request === undefined) throw refusal(109)
      const settled = await settleRequest(context, unit, request, news)
      if (settled === undefined) throw refusal(115)
      return { data: { id: settled.id, stato: settled.stato } }
    })
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
function newsOf({ decision, code, attorney, attorney_code, reason }: Recorded): RegisterNews {
  if (decision === 'COMMUNICATED') return { is: 'communicated' }
  if (decision === 'SENT_BACK') return { is: 'sent back', reasons: [given(reason, 'reason')] }
  const names = { name: given(attorney, 'attorney'), fiscalCode: given(attorney_code, 'attorney_code') }
  return { is: 'code obtained', codice_registro_imprese: given(code, 'code'), attorney: names }
}

function given(value: string, field: string): string {
  if (value === '') throw refusal(110, { field })
  return value
}
