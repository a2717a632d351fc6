// POST /v1/session/password-reset: whoever has the secret of a reset chooses a password; their sessions end.
import { Type } from 'typebox'
import { newPasswordHash } from '../../../accounts/passwords.ts'
import { endEverySession } from '../../../accounts/sessions.ts'
import { sessionKinds } from '../../../auth/credentials.ts'
import { hashSecret, isMistyped } from '../../../auth/secrets.ts'
import { literals, orNull } from '../../../model/wire-schemas.ts'
import { writes } from '../../../pipeline/declare.ts'
import { text } from '../../../pipeline/field-types.ts'
import { required } from '../../../pipeline/fields.ts'
import { noteOperator } from '../../../pipeline/people.ts'
import { hashed, mustBeUsable, password } from '../../../pipeline/sessions.ts'
import type { Reader } from '../../../store/database.ts'
import { findReset, takeReset } from '../../../store/password-resets.ts'
import { setPassword } from '../../../store/sign-ins.ts'

export const resetPasswordBySecret = writes({
  route: 'POST /v1/session/password-reset',
  name: 'resetSessionPassword',
  tag: 'Session',
  access: 'anybody',
  summary: 'Choose another password with the secret of a reset; your sessions end',
  body: {
    secret: required(text(100, 'the secret of the reset'), 110),
    password: required(password, 110),
  },
  refusals: { local: { unknown: 159, unusable: 199 } },
  answers: Type.Object(
    {
      as: literals(sessionKinds, 'as what to sign in'),
      email: Type.String({ description: 'what to sign in with' }),
      account: orNull(Type.String({ description: 'id of the account; null for an operator' })),
    },
    { $id: 'PasswordChosen' },
  ),

  async examine({ db, body, now }) {
    const found = await resetOf(db, body.secret, now)
    if (found === undefined) return undefined
    mustBeUsable(body.password, found.email)
    return hashed(newPasswordHash(db, found.table, { email: found.email, password: body.password }))
  },

  async apply({ examined: hash, context, body, unit, refuse }) {
    const found = (await resetOf(unit.db, body.secret, unit.now)) ?? refuse('unknown')
    const { table, id, email, account_id: accountId } = found
    if (hash === undefined || !(await takeReset(unit.db, table, hashSecret(body.secret), unit.now)))
      return refuse('unknown')
    await setPassword(unit.db, table, id, hash, unit.now)
    if (accountId === null) {
      await endEverySession(unit.db, context, { as: 'operator', operatorId: id })
      await noteOperator(unit, id, { kind: 'operator-password-changed', detail: {} })
      return { data: { as: 'operator', email, account: null } }
    }
    await endEverySession(unit.db, context, { as: 'account', accountId, memberId: id })
    const event = { kind: 'password-changed', detail: {}, at: context.clock.now() }
    const author = { account: accountId, member: id }
    await unit.noteEvents([{ accountId, resource: { kind: 'member', id }, ...event, author }])
    return { data: { as: 'account', email, account: accountId } }
  },
})

const resetOf = async (db: Reader, secret: string, now: Date) =>
  isMistyped(secret, 'reset') ? undefined : findReset(db, hashSecret(secret), now)
