// GET /v1/operator/decision-reasons: the reasons a decision of the queue may give, as customers read them.
import { Type } from 'typebox'
import { decisionReasons, reasonsShown } from '../../../../model/decision-reasons.ts'
import { literals } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'

export const listDecisionReasons = reads({
  route: 'GET /v1/operator/decision-reasons',
  name: 'listDecisionReasons',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'List the reasons a decision may give, in both languages, as customers read them',
  refusals: {},
  answers: Type.Array(
    Type.Object({
      code: literals(Object.keys(decisionReasons), 'of the fixed list of reasons'),
      it: Type.String({ description: 'in Italian' }),
      en: Type.String({ description: 'in English' }),
      final: Type.Boolean({ description: 'trying again would not change it' }),
    }),
  ),
  read: () => Promise.resolve({ data: reasonsShown(Object.keys(decisionReasons)) }),
})
