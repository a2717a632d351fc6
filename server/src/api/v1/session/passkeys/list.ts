// GET /v1/session/passkeys: the passkeys of whoever is signed in.
import { Type } from 'typebox'
import { Passkey, passkeyView } from '../../../../accounts/passkey-view.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { personBehind, sessionOf } from '../../../../pipeline/sessions.ts'
import { listPasskeys } from '../../../../store/second-factors.ts'

export const listSessionPasskeys = reads({
  route: 'GET /v1/session/passkeys',
  name: 'listSessionPasskeys',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'List your passkeys, oldest first',
  refusals: { local: { nobodys: 115, none: 195 } },
  answers: Type.Object({ items: Type.Array(Passkey) }),

  async read({ db, principal }) {
    sessionOf(principal)
    return { data: { items: (await listPasskeys(db, personBehind(principal))).map(passkeyView) } }
  },
})
