// DELETE /v1/session: signs out.
import { Type } from 'typebox'
import { endSession } from '../../../accounts/sessions.ts'
import { writes } from '../../../pipeline/declare.ts'
import { noteSession, sessionOf } from '../../../pipeline/sessions.ts'

export const endConsoleSession = writes({
  route: 'DELETE /v1/session',
  name: 'endSession',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  summary: 'Sign out of the console: the session ends, and its cookie goes',
  isUnrepeatable: true,
  refusals: { local: { none: 195 } },
  answers: Type.Object({ id: Type.String({ description: 'of the session that ended' }) }),

  async apply({ context, principal, requestId, unit }) {
    const { holder, tokenId } = sessionOf(principal)
    const ended = await endSession(unit.db, context, holder, tokenId)
    if (ended.length > 0 && holder.as === 'account')
      await noteSession({ unit, context, requestId }, holder, { tokenId, kind: 'session-ended', name: 'endSession' })
    return { data: { id: tokenId }, cookie: { as: holder.as } }
  },
})
