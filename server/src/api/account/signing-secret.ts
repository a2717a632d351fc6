// /v1/signing-secret: what callbacks to the account are signed with.
import { Type } from 'typebox'
import { renewSigningSecret, signingSecretOf } from '../../accounts.ts'
import { ownRoute } from '../own-route.ts'

const SigningSecret = Type.Object({ secret: Type.String({ description: 'Standard Webhooks secret, whsec_…' }) })

export const readSigningSecret = ownRoute({
  route: 'GET /v1/signing-secret',
  summary: 'Show the secret callbacks are signed with',
  audience: 'customer',
  answers: SigningSecret,

  async run({ context, caller }) {
    return { data: { secret: await signingSecretOf(context, caller.accountId) } }
  },
})

export const rotateSigningSecret = ownRoute({
  route: 'POST /v1/signing-secret/rotate',
  summary: 'Make a new signing secret; the old one signs beside it for 24 hours',
  audience: 'customer',
  answers: SigningSecret,

  async run({ context, caller }) {
    return { data: { secret: await renewSigningSecret(context, caller.accountId) } }
  },
})
