// POST /v1/session/passkeys/options: what a browser makes a passkey from.
import { askToRegister } from '../../../../accounts/passkeys.ts'
import { PasskeyOptions } from '../../../../accounts/passkey-view.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { personBehind, sessionOf } from '../../../../pipeline/sessions.ts'
import { findPerson, membersOf, operators } from '../../../../store/people.ts'

export const offerSessionPasskey = acts({
  route: 'POST /v1/session/passkeys/options',
  name: 'offerSessionPasskey',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'Begin to add a passkey; answers what your browser makes it from, within five minutes',
  isUnrepeatable: true,
  refusals: { local: { nobodys: 115, none: 195 } },
  answers: PasskeyOptions,

  async act({ context, db, principal, web, refuse }) {
    sessionOf(principal)
    const person = personBehind(principal)
    const team = principal.role === 'account' ? membersOf(principal.accountId) : operators
    const found = (await findPerson(db, team, person.id)) ?? refuse('nobodys')
    return { data: await askToRegister(context, web, person, found) }
  },
})
