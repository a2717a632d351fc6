// POST /v1/operator/mailboxes/{id}/decision: what the provider decided, recorded by the person who works at its panel.
import { Type } from 'typebox'
import { applyDecision } from '../../../../mailboxes/apply-decision.ts'
import { mailboxes } from '../../../../mailboxes/resource.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { oneOf, text } from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'
import type { MailboxStatus } from '../../../../providers/port/mailboxes.ts'

export const decideMailbox = writes({
  route: 'POST /v1/operator/mailboxes/{id}/decision',
  name: 'decideMailbox',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Record that a provider activated a mailbox, sent its documents back or called it off',
  resource: mailboxes,
  body: {
    decision: required(oneOf(['ACTIVATED', 'SENT_BACK', 'CALLED_OFF'], 'what the provider decided'), 110),
    reason: optional(text(500, 'why, for the customer'), ''),
  },
  refusals: { wrongId: 109, unknown: 109, wrongState: 115, local: { doesNotFit: 115 } },
  answers: Type.Object({ id: Type.String(), stato: Type.String() }),

  async apply({ row, body, unit, refuse }) {
    const applied = await applyDecision(unit, row.id, statusOf(body.decision, body.reason), { whom: 'operator' })
    if (applied.is !== 'applied') return refuse('doesNotFit')
    return { data: { id: row.id, stato: applied.mailbox.stato } }
  },
})

function statusOf(decision: 'ACTIVATED' | 'SENT_BACK' | 'CALLED_OFF', reason: string): MailboxStatus {
  if (decision === 'ACTIVATED') return { is: 'activated' }
  return decision === 'SENT_BACK' ? { is: 'sent back', reasons: [reason] } : { is: 'called off', reason }
}
