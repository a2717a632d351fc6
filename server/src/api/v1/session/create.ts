// POST /v1/session: signs in with e-mail and password, and sets the cookie of a session.
import { Type } from 'typebox'
import { Session, sessionView } from '../../../accounts/session-view.ts'
import { secondFactorOf, takeCode } from '../../../accounts/second-factor.ts'
import { attemptAt, signIn } from '../../../accounts/sign-in.ts'
import type { Attempt } from '../../../accounts/sign-in.ts'
import { sessionKinds } from '../../../auth/credentials.ts'
import { comparableEmail } from '../../../model/email.ts'
import { literals, orNull } from '../../../model/wire-schemas.ts'
import { acts } from '../../../pipeline/declare.ts'
import { email, text, textIn } from '../../../pipeline/field-types.ts'
import { optional, required } from '../../../pipeline/fields.ts'
import type { Answered } from '../../../pipeline/operation.ts'
import { beginSession, hashed, mustBeOwnPage, mustNotPause, otp, password } from '../../../pipeline/sessions.ts'
import { passwordOf } from '../../../store/sign-ins.ts'

export const openConsoleSession = acts({
  route: 'POST /v1/session',
  name: 'openSession',
  tag: 'Session',
  access: 'anybody',
  summary: 'Sign in to the console; the session is in a cookie, or there are several accounts to choose from',
  isUnrepeatable: true,
  body: {
    as: required(textIn(sessionKinds, 'as what to sign in'), 110),
    email: required(email, 110),
    password: required(password, 110),
    otp: optional(otp, undefined, 110),
    account: optional(text(24, 'id of the account, for members of several'), undefined, 110),
  },
  refusals: { local: { foreign: 196, wrong: 197, paused: 198 } },
  answers: Type.Object(
    {
      session: orNull(Session),
      needs: orNull(literals(['account', 'otp', 'passkey'], 'what to sign in with once more, beside the rest')),
      accounts: Type.Array(Type.Object({ id: Type.String(), email: Type.String() }), {
        description: 'those to choose one of as `account`, where that is what it needs',
      }),
    },
    { $id: 'SignedIn' },
  ),

  async act({ context, body, web, requestId, refuse }) {
    mustBeOwnPage(web)
    const attempt = await attemptAt(context, `${body.as} ${comparableEmail(body.email)}`, web.ip)
    mustNotPause(attempt)
    const found = await hashed(signIn(context, body))
    if (found.is === 'wrong') return refuse('wrong')
    if (found.is === 'choice') return needing(attempt, 'account', found.accounts)
    const { holder, person, row } = found
    const factor = await secondFactorOf(context, person)
    if (factor === 'passkey') return needing(attempt, 'passkey')
    if (factor === 'code' && body.otp === undefined) return needing(attempt, 'otp')
    const opened = await beginSession({ context, web, requestId }, holder, async ({ db }) => {
      // It may have been changed while this one was looked at.
      if ((await passwordOf(db, person.table, person.id)) !== row.password_hash) return false
      return factor === 'none' || takeCode({ context, tx: db }, person, body.otp ?? '')
    })
    if (opened === undefined) return refuse('wrong')
    await attempt.succeeded()
    const session = await sessionView(context.database.kysely, context, opened)
    return { data: { session, needs: null, accounts: [] }, cookie: opened.cookie }
  },
})

/** The password was right, and is not enough. */
async function needing(
  attempt: Attempt,
  needs: 'account' | 'otp' | 'passkey',
  accounts: { id: string; email: string }[] = [],
): Promise<Answered> {
  await attempt.isOpen()
  return { data: { session: null, needs, accounts } }
}
