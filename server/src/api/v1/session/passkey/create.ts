// POST /v1/session/passkey: signs in with a passkey, which is two factors at once, and sets the cookie of a session.
import { signedInWith } from '../../../../accounts/passkeys.ts'
import { Session, sessionView } from '../../../../accounts/session-view.ts'
import type { SessionHolder } from '../../../../accounts/sessions.ts'
import { attemptAt } from '../../../../accounts/sign-in.ts'
import { sessionKinds } from '../../../../auth/credentials.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { textIn } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'
import { credential } from '../../../../pipeline/passkey-fields.ts'
import { beginSession, mustBeOwnPage, mustNotPause } from '../../../../pipeline/sessions.ts'
import { findPasskey, notePasskeyUse } from '../../../../store/second-factors.ts'
import type { PasskeyRow } from '../../../../store/second-factors.ts'

export const openSessionByPasskey = acts({
  route: 'POST /v1/session/passkey',
  name: 'openSessionByPasskey',
  tag: 'Session',
  access: 'anybody',
  summary: 'Sign in to the console with a passkey; the session is in a cookie',
  isUnrepeatable: true,
  body: {
    as: required(textIn(sessionKinds, 'as what to sign in'), 110),
    credential: required(credential, 110),
  },
  refusals: { local: { foreign: 196, wrong: 197, paused: 198 } },
  answers: Session,

  async act({ context, db, body: { as, credential: given }, web, requestId, refuse }) {
    mustBeOwnPage(web)
    const attempt = await attemptAt(context, undefined, web.ip)
    mustNotPause(attempt)
    const passkey = (await findPasskey(db, given.id)) ?? refuse('wrong')
    const holder = holderOf(passkey)
    if (holder?.as !== as) return refuse('wrong')
    const counter = (await signedInWith(context, web, passkey, given)) ?? refuse('wrong')
    const opened = await beginSession({ context, web, requestId }, holder, (unit) =>
      notePasskeyUse(unit.db, passkey.id, counter, unit.now),
    )
    if (opened === undefined) return refuse('wrong')
    await attempt.succeeded()
    return { data: await sessionView(db, context, opened), cookie: opened.cookie }
  },
})

function holderOf({
  member_id,
  operator_id,
  account_id,
}: PasskeyRow & { account_id: string | null }): SessionHolder | undefined {
  if (operator_id !== null) return { as: 'operator', operatorId: operator_id }
  if (member_id === null || account_id === null) return undefined
  return { as: 'account', accountId: account_id, memberId: member_id }
}
