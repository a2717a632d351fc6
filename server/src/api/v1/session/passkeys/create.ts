// POST /v1/session/passkeys: adds the passkey a browser has made.
import { MOST_PASSKEYS, registered } from '../../../../accounts/passkeys.ts'
import { Passkey, passkeyView } from '../../../../accounts/passkey-view.ts'
import { authorOf } from '../../../../auth/principal.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { optional, required } from '../../../../pipeline/fields.ts'
import { credential } from '../../../../pipeline/passkey-fields.ts'
import { personName } from '../../../../pipeline/people.ts'
import { noteOwnChange, personBehind, sessionOf } from '../../../../pipeline/sessions.ts'
import { insertPasskey, listPasskeys } from '../../../../store/second-factors.ts'
import { unitOfWork } from '../../../../unit-of-work.ts'

export const addSessionPasskey = acts({
  route: 'POST /v1/session/passkeys',
  name: 'addSessionPasskey',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'Add a passkey to sign in with',
  isUnrepeatable: true,
  body: { name: optional(personName, '', 110), credential: required(credential, 110) },
  refusals: { local: { nobodys: 115, tooMany: 194, none: 195, wrong: 197 } },
  answers: Passkey,

  async act({ context, db, principal, body, web, newId: id, refuse }) {
    sessionOf(principal)
    const person = personBehind(principal)
    if ((await listPasskeys(db, person)).length >= MOST_PASSKEYS) throw ownRefusal(194, { max: MOST_PASSKEYS })
    const made = (await registered(context, web, person, body.credential)) ?? refuse('wrong')
    const added = await unitOfWork(
      context,
      async (unit) => {
        const row = await insertPasskey(unit.db, person, { id, name: body.name, ...made }, unit.now)
        if (row !== undefined) await noteOwnChange(unit, principal, 'passkey-added')
        return row
      },
      { author: authorOf(principal) },
    )
    return { data: passkeyView(added ?? refuse('wrong')) }
  },
})
