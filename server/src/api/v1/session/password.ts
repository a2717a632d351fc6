// PUT /v1/session/password: chooses a password, or another one; other sessions end.
import { Type } from 'typebox'
import { newPasswordHash } from '../../../accounts/passwords.ts'
import { endOtherSessions } from '../../../accounts/sessions.ts'
import { attemptAt } from '../../../accounts/sign-in.ts'
import { hashPassword, isSameHash, saltOf } from '../../../auth/password-hash.ts'
import { authorOf } from '../../../auth/principal.ts'
import { acts } from '../../../pipeline/declare.ts'
import { optional, required } from '../../../pipeline/fields.ts'
import {
  hashed,
  holderOf,
  mustBeUsable,
  mustNotPause,
  noteOwnChange,
  password,
  personBehind,
} from '../../../pipeline/sessions.ts'
import { findPerson, membersOf, operators } from '../../../store/people.ts'
import { passwordOf, setPassword } from '../../../store/sign-ins.ts'
import { unitOfWork } from '../../../unit-of-work.ts'

export const setSessionPassword = acts({
  route: 'PUT /v1/session/password',
  name: 'setSessionPassword',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isGrant: true,
  isForSignIn: true,
  summary: 'Choose your password, the first also with a token; your other sessions end',
  isUnrepeatable: true,
  body: {
    current: optional(password, undefined, 110),
    password: required(password, 110),
  },
  refusals: { local: { nobodys: 115, wrong: 197, paused: 198, unusable: 199 } },
  answers: Type.Object({ ended: Type.Integer({ description: 'how many other sessions ended' }) }),

  async act({ context, db, principal, body, web, refuse }) {
    const { table, id } = personBehind(principal)
    const team = principal.role === 'account' ? membersOf(principal.accountId) : operators
    const email = (await findPerson(db, team, id))?.email ?? null
    mustBeUsable(body.password, email)
    const before = await passwordOf(db, table, id)
    if (before !== null) {
      const attempt = await attemptAt(context, `current ${id}`, web.ip)
      mustNotPause(attempt)
      const given = await hashed(hashPassword(body.current ?? '', saltOf(before)))
      if (!isSameHash(given, before)) refuse('wrong')
      await attempt.succeeded()
    }
    const hash = await hashed(newPasswordHash(db, table, { email, password: body.password }))
    const change = async () =>
      unitOfWork(
        context,
        async (unit) => {
          await findPerson(unit.db, team, id, 'lock')
          // Of two at once the second goes by a password that is none any more.
          if ((await passwordOf(unit.db, table, id)) !== before) return undefined
          await setPassword(unit.db, table, id, hash, unit.now)
          await noteOwnChange(unit, principal, 'password-changed')
          return endOtherSessions(unit.db, context, holderOf(principal), principal.tokenId)
        },
        { author: authorOf(principal) },
      )
    const ended = (await change()) ?? refuse('wrong')
    return { data: { ended: ended.length } }
  },
})
