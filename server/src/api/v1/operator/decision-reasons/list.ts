// GET /v1/operator/decision-reasons: the reasons a decision of the queue may give, as customers read them.
import { decisionReasons, reasonsShown } from '../../../../model/decision-reasons.ts'
import { Reasons } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'

export const listDecisionReasons = reads({
  route: 'GET /v1/operator/decision-reasons',
  name: 'listDecisionReasons',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'List the reasons a decision may give, in both languages, as customers read them',
  refusals: {},
  answers: Reasons,
  read: () => Promise.resolve({ data: reasonsShown(Object.keys(decisionReasons)) }),
})
