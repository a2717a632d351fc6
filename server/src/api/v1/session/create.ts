// POST /v1/session: signs in with e-mail and password, and sets the cookie of a session.
import { Type } from 'typebox'
import { Session, sessionView } from '../../../accounts/session-view.ts'
import { attemptAt, signIn } from '../../../accounts/sign-in.ts'
import { sessionKinds } from '../../../auth/credentials.ts'
import { ownRefusal } from '../../../errors/refusal.ts'
import { comparableEmail } from '../../../model/email.ts'
import { orNull } from '../../../model/wire-schemas.ts'
import { acts } from '../../../pipeline/declare.ts'
import { email, text, textIn } from '../../../pipeline/field-types.ts'
import { optional, required } from '../../../pipeline/fields.ts'
import { beginSession, hashed, mustBeOwnPage, password } from '../../../pipeline/sessions.ts'
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
    otp: optional(text(40, 'one-time code, or a recovery code'), undefined, 110),
    account: optional(text(24, 'id of the account, for members of several'), undefined, 110),
  },
  refusals: { local: { foreign: 196, wrong: 197, paused: 198 } },
  answers: Type.Object(
    {
      session: orNull(Session),
      accounts: Type.Array(Type.Object({ id: Type.String(), email: Type.String() }), {
        description: 'where `session` is null: choose one, and sign in with its id as `account`',
      }),
    },
    { $id: 'SignedIn' },
  ),

  async act({ context, body, web, requestId, refuse }) {
    mustBeOwnPage(web)
    const { as } = body
    const attempt = await attemptAt(context, `${as} ${comparableEmail(body.email)}`, web.ip)
    const found = await hashed(signIn(context, body, attempt))
    if (found.is === 'paused') throw ownRefusal(198, { seconds: found.seconds })
    if (found.is === 'wrong') return refuse('wrong')
    if (found.is === 'choice') {
      await attempt.succeeded()
      return { data: { session: null, accounts: found.accounts } }
    }
    const { holder, row } = found
    const opened = await beginSession({ context, web, requestId }, holder, async ({ db }) => {
      // It may have been changed while this one was looked at.
      return (await passwordOf(db, as === 'account' ? 'members' : 'operators', row.id)) === row.password_hash
    })
    if (opened === undefined) return refuse('wrong')
    await attempt.succeeded()
    const session = await sessionView(context.database.kysely, context, holder, opened.endsAt)
    return { data: { session, accounts: [] }, cookie: opened.cookie }
  },
})
