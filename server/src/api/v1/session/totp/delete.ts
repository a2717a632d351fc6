// DELETE /v1/session/totp: one-time codes are asked for no more; it takes one of them, or the password.
import { Type } from 'typebox'
import { endCodes, takeCode } from '../../../../accounts/second-factor.ts'
import { attemptAt } from '../../../../accounts/sign-in.ts'
import { hashPassword, isSameHash, saltOf } from '../../../../auth/password-hash.ts'
import { authorOf } from '../../../../auth/principal.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { optional } from '../../../../pipeline/fields.ts'
import {
  hashed,
  mustNotPause,
  noteOwnChange,
  otp,
  password,
  personBehind,
  sessionOf,
} from '../../../../pipeline/sessions.ts'
import { findOneTimeCodes } from '../../../../store/second-factors.ts'
import { passwordOf } from '../../../../store/sign-ins.ts'
import { unitOfWork } from '../../../../unit-of-work.ts'

export const endSessionTotp = acts({
  route: 'DELETE /v1/session/totp',
  name: 'endSessionTotp',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'Switch one-time codes off, by one of them or by your password',
  isUnrepeatable: true,
  body: { otp: optional(otp, undefined, 110), password: optional(password, undefined, 110) },
  refusals: { local: { notNow: 115, none: 195, wrong: 197, paused: 198 } },
  answers: Type.Object({ second_factor: Type.Boolean() }),

  async act({ context, db, principal, body, web, refuse }) {
    sessionOf(principal)
    const person = personBehind(principal)
    const codes = await findOneTimeCodes(db, person)
    if (codes === undefined || codes.totp_secret === null) return refuse('notNow')
    const attempt = await attemptAt(context, `code ${person.id}`, web.ip)
    mustNotPause(attempt)
    const before = await passwordOf(db, person.table, person.id)
    const hash =
      before !== null && body.password !== undefined ? await hashed(hashPassword(body.password, saltOf(before))) : ''
    const isPassword = before !== null && isSameHash(hash, before)
    const isEnded = await unitOfWork(
      context,
      async (unit) => {
        if (!isPassword && !(await takeCode({ context, tx: unit.db }, person, body.otp ?? ''))) return false
        await endCodes(unit.db, person)
        await noteOwnChange(unit, principal, 'second-factor-off')
        return true
      },
      { author: authorOf(principal) },
    )
    if (!isEnded) return refuse('wrong')
    await attempt.succeeded()
    return { data: { second_factor: false } }
  },
})
