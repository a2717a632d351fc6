// POST /v1/session/totp/confirm: the first code shows that the app has the secret; from now on sign-in asks for one.
import { Type } from 'typebox'
import { confirmCodes } from '../../../../accounts/second-factor.ts'
import { attemptAt } from '../../../../accounts/sign-in.ts'
import { authorOf } from '../../../../auth/principal.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { required } from '../../../../pipeline/fields.ts'
import { mustNotPause, noteOwnChange, otp, personBehind, sessionOf } from '../../../../pipeline/sessions.ts'
import { unitOfWork } from '../../../../unit-of-work.ts'

export const confirmSessionTotp = acts({
  route: 'POST /v1/session/totp/confirm',
  name: 'confirmSessionTotp',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'Switch one-time codes on with the first of them; answers ten recovery codes, shown once',
  isUnrepeatable: true,
  body: { otp: required(otp, 110) },
  refusals: { local: { notNow: 115, none: 195, wrong: 197, paused: 198 } },
  answers: Type.Object({
    recovery_codes: Type.Array(Type.String(), { description: 'each signs in once in place of a code' }),
  }),

  async act({ context, principal, body, web, now, refuse }) {
    sessionOf(principal)
    const person = personBehind(principal)
    const attempt = await attemptAt(context, `code ${person.id}`, web.ip)
    mustNotPause(attempt)
    const confirmed = await unitOfWork(
      context,
      async (unit) => {
        const recovery = await confirmCodes({ context, tx: unit.db }, person, body.otp, now)
        if (typeof recovery !== 'string') await noteOwnChange(unit, principal, 'second-factor-on')
        return recovery
      },
      { author: authorOf(principal) },
    )
    if (confirmed === 'wrong') return refuse('wrong')
    await attempt.succeeded()
    return confirmed === 'none' ? refuse('notNow') : { data: { recovery_codes: confirmed } }
  },
})
