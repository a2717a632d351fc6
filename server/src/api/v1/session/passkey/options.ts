// POST /v1/session/passkey/options: what a browser signs in with a passkey by.
import { askToSignIn } from '../../../../accounts/passkeys.ts'
import { PasskeyOptions } from '../../../../accounts/passkey-view.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { mustBeOwnPage } from '../../../../pipeline/sessions.ts'

export const offerSessionByPasskey = acts({
  route: 'POST /v1/session/passkey/options',
  name: 'offerSessionByPasskey',
  tag: 'Session',
  access: 'anybody',
  summary: 'Begin to sign in with a passkey; answers what your browser needs, for five minutes',
  isUnrepeatable: true,
  refusals: { local: { foreign: 196 } },
  answers: PasskeyOptions,

  async act({ context, web }) {
    mustBeOwnPage(web)
    return { data: await askToSignIn(context, web) }
  },
})
