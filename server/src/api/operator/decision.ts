// POST /v1/operator/mailboxes/{id}/decision: what the provider decided, recorded by the person who works at its panel.
import { Type } from 'typebox'
import { refusal } from '../../errors/refusal.ts'
import { settle } from '../../mailboxes/apply-decision.ts'
import type { OrderNews } from '../../providers/port.ts'
import { isResourceId } from '../../model/resource-id.ts'
import { lockMailbox } from '../../mailboxes/table.ts'
import { unitOfWork } from '../../unit-of-work.ts'
import { oneOf, optional, required, text } from '../../pipeline/fields.ts'
import { ownRoute } from '../own-route.ts'

export const decideMailbox = ownRoute({
  route: 'POST /v1/operator/mailboxes/{id}/decision',
  summary: 'Record that a provider activated a mailbox, sent its documents back or called it off',
  audience: 'operator',
  body: {
    decision: required(oneOf(['ACTIVATED', 'SENT_BACK', 'CALLED_OFF'], 'what the provider decided'), 110),
    reason: optional(text(500, 'why, for the customer'), ''),
  },
  answers: Type.Object({ id: Type.String(), stato: Type.String() }),

  async run({ context, params, body }) {
    return unitOfWork(context, async (unit) => {
      const id = params.id ?? ''
      const mailbox = isResourceId(id) ? await lockMailbox(unit.db, id, 'wait') : undefined
      if (mailbox === undefined) throw refusal(109)
      const settled = await settle(unit, mailbox, newsOf(body.decision, body.reason))
      if (settled === undefined) throw refusal(115)
      return { data: { id: settled.id, stato: settled.stato } }
    })
  },
})

function newsOf(decision: 'ACTIVATED' | 'SENT_BACK' | 'CALLED_OFF', reason: string): OrderNews {
  if (decision === 'ACTIVATED') return { is: 'activated' }
  return decision === 'SENT_BACK' ? { is: 'sent back', reasons: [reason] } : { is: 'called off', reason }
}
