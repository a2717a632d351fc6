// POST /v1/operator/invitations/accept: whoever has the secret of an invitation becomes an operator, and gets a first token.
import { Type } from 'typebox'
import { accept } from '../../../../accounts/people.ts'
import { FIRST_TOKEN, makePersonToken } from '../../../../accounts/person-tokens.ts'
import { NewHeldToken, newHeldTokenView, Operator, personView } from '../../../../accounts/person-view.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { acceptanceBody, acceptedOf, acceptedPassword, madeTokenOf } from '../../../../pipeline/people.ts'
import { noteOperatorAction } from '../../../../store/operator-actions.ts'
import { findPerson, operators } from '../../../../store/people.ts'
import { setPassword } from '../../../../store/sign-ins.ts'

export const acceptOperatorInvitation = writes({
  route: 'POST /v1/operator/invitations/accept',
  name: 'acceptOperatorInvitation',
  tag: 'Operator',
  access: 'anybody',
  summary: 'Accept an invitation to the back office; answers a token, shown once',
  body: acceptanceBody,
  refusals: { local: { unknown: 192, expired: 193, unusable: 201 } },
  showsSecret: true,
  answers: Type.Object({ operator: Operator, token: NewHeldToken }, { $id: 'AcceptedOperatorInvitation' }),

  examine: ({ db, body }) => acceptedPassword(db, 'operators', body),

  async apply({ examined: passwordHash, body, newId, requestId, unit }) {
    const { id } = acceptedOf(await accept(unit.db, 'operators', body, unit.now))
    if (passwordHash !== undefined) await setPassword(unit.db, 'operators', id, passwordHash, unit.now)
    const wanted = { ...FIRST_TOKEN, id: newId, personId: id, scopes: [] }
    const made = madeTokenOf(await makePersonToken(unit.db, operators, wanted, unit.now))
    const operator = await findPerson(unit.db, operators, id)
    if (operator === undefined) throw new Error('an operator who accepted is gone')
    const action = { operatorId: id, tokenId: newId, operation: 'acceptOperatorInvitation', subject: id, requestId }
    await noteOperatorAction(unit.db, action, unit.now)
    return { data: { operator: personView(operator), token: newHeldTokenView(made) } }
  },
})
