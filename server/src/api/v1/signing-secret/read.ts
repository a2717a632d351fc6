// GET /v1/signing-secret: what callbacks to the account are signed with.
import { signingSecretOf } from '../../../accounts/signing-secret.ts'
import { SigningSecret } from '../../../callbacks/signing-secret-schema.ts'
import { reads } from '../../../pipeline/declare.ts'

export const readSigningSecret = reads({
  route: 'GET /v1/signing-secret',
  name: 'readSigningSecret',
  tag: 'Account',
  permission: 'develop',
  summary: 'Show the secret callbacks are signed with',
  refusals: {},
  answers: SigningSecret,

  read: async ({ context, principal }) => ({ data: { secret: await signingSecretOf(context, principal.accountId) } }),
})
