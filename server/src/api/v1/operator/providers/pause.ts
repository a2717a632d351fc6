// POST /v1/operator/providers/{name}/pause: nothing is asked of a provider any more, until it is resumed.
import { Type } from 'typebox'
import { writes } from '../../../../pipeline/declare.ts'
import { text } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'
import { pauseProvider } from '../../../../store/provider-gates.ts'

export const pause = writes({
  route: 'POST /v1/operator/providers/{name}/pause',
  name: 'pauseProvider',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Stop asking a provider: new orders there are refused as unavailable, and what is pending waits',
  body: { reason: required(text(500, 'why, for other operators'), 110) },
  refusals: { local: { unknown: 109, nothingToPause: 148 } },
  answers: Type.Object({ name: Type.String(), paused: Type.Boolean() }),

  async apply({ context, params: { name = '' }, principal: { operatorId }, body: { reason }, unit, refuse }) {
    const provider = context.providers.all.find(({ manifest }) => manifest.name === name) ?? refuse('unknown')
    if (provider.manifest.inProcess) refuse('nothingToPause')
    await pauseProvider(unit.db, { provider: name, reason, operatorId }, unit.now)
    return { data: { name, paused: true } }
  },
})
