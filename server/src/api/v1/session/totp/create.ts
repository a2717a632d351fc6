// POST /v1/session/totp: a secret for an app that makes one-time codes; they are asked for once one was confirmed.
import { Type } from 'typebox'
import { beginCodes } from '../../../../accounts/second-factor.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { personBehind, sessionOf } from '../../../../pipeline/sessions.ts'
import { findPerson, membersOf, operators } from '../../../../store/people.ts'

export const beginSessionTotp = writes({
  route: 'POST /v1/session/totp',
  name: 'beginSessionTotp',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'Begin to set up one-time codes; answers the secret for your app',
  isUnrepeatable: true,
  refusals: { local: { notNow: 115, none: 195 } },
  answers: Type.Object({
    secret: Type.String({ description: 'Base32' }),
    url: Type.String({ description: 'otpauth URL, for a QR code' }),
  }),

  async apply({ context, principal, unit, refuse }) {
    sessionOf(principal)
    const person = personBehind(principal)
    const team = principal.role === 'account' ? membersOf(principal.accountId) : operators
    const { email, name } = (await findPerson(unit.db, team, person.id)) ?? refuse('notNow')
    const begun = await beginCodes({ context, tx: unit.db }, person, email ?? name)
    return { data: begun ?? refuse('notNow') }
  },
})
