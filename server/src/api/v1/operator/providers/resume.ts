// POST /v1/operator/providers/{name}/resume: a provider is asked again, also what its breakers kept from it.
import { Type } from 'typebox'
import { isPlainText } from '../../../../model/plain-text.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { resumeProvider } from '../../../../store/provider-gates.ts'

/** What may have waited for a provider. */
const waiting = [
  'finish-operations',
  'follow-activation',
  'follow-requests',
  'follow-domains',
  'renew-automatically',
  'compare-with-providers',
] as const

export const resume = writes({
  route: 'POST /v1/operator/providers/{name}/resume',
  name: 'resumeProvider',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Ask a provider again: ends its pause and closes its breakers',
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({
    name: Type.String(),
    resumed: Type.Boolean({ description: 'false where there was neither a pause nor an open breaker' }),
  }),

  // One that PROVIDERS_FILE no longer names can still be resumed, so that it is not paused should it come back.
  async apply({ context, params: { name = '' }, principal: { operatorId }, unit, refuse }) {
    if (!isPlainText(name)) refuse('unknown')
    const resumed = await resumeProvider(unit.db, { provider: name, operatorId }, unit.now)
    if (!resumed && !context.providers.all.some(({ manifest }) => manifest.name === name)) refuse('unknown')
    for (const job of waiting) unit.wake(job)
    return { data: { name, resumed } }
  },
})
