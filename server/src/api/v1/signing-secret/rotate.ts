// POST /v1/signing-secret/rotate: a new secret for callbacks; the old one signs beside it for a day.
import { renewSigningSecret } from '../../../accounts/signing-secret.ts'
import { SigningSecret } from '../../../callbacks/signing-secret-schema.ts'
import { writes } from '../../../pipeline/declare.ts'

export const rotateSigningSecret = writes({
  route: 'POST /v1/signing-secret/rotate',
  name: 'rotateSigningSecret',
  tag: 'Account',
  permission: 'develop',
  summary: 'Make a new signing secret; the old one signs beside it for 24 hours',
  refusals: {},
  showsSecret: true,
  answers: SigningSecret,

  async apply({ context, principal, unit }) {
    return { data: { secret: await renewSigningSecret(context, unit.db, principal.accountId) } }
  },
})
