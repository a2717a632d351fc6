// DELETE /v1/session/passkeys/{id}: removes a passkey; it signs nobody in any more.
import { Type } from 'typebox'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { noteOwnChange, personBehind, sessionOf } from '../../../../pipeline/sessions.ts'
import { deletePasskey } from '../../../../store/second-factors.ts'

export const removeSessionPasskey = writes({
  route: 'DELETE /v1/session/passkeys/{id}',
  name: 'removeSessionPasskey',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'Remove one of your passkeys',
  isUnrepeatable: true,
  refusals: { local: { unknown: 109, nobodys: 115, none: 195 } },
  answers: Type.Object({ id: Type.String() }),

  async apply({ principal, params, unit, refuse }) {
    sessionOf(principal)
    const id = idIn(params.id)
    if (!(await deletePasskey(unit.db, personBehind(principal), id))) refuse('unknown')
    await noteOwnChange(unit, principal, 'passkey-removed')
    return { data: { id } }
  },
})
