// POST /v1/invitations/accept: whoever has the secret of an invitation becomes a member, and gets a first token.
import { Type } from 'typebox'
import { accept } from '../../../accounts/people.ts'
import { FIRST_TOKEN, makePersonToken } from '../../../accounts/person-tokens.ts'
import { Member, NewHeldToken, newHeldTokenView, personView } from '../../../accounts/person-view.ts'
import { everyScope } from '../../../auth/scopes.ts'
import { writes } from '../../../pipeline/declare.ts'
import { acceptanceBody, acceptedOf, acceptedPassword, madeTokenOf } from '../../../pipeline/people.ts'
import { findPerson, membersOf } from '../../../store/people.ts'
import { setPassword } from '../../../store/sign-ins.ts'

export const acceptInvitation = writes({
  route: 'POST /v1/invitations/accept',
  name: 'acceptInvitation',
  tag: 'People',
  access: 'anybody',
  summary: 'Accept an invitation to an account; answers a token, shown once',
  body: acceptanceBody,
  refusals: { local: { unknown: 192, expired: 193, unusable: 201 } },
  showsSecret: true,
  answers: Type.Object({ account: Type.String(), member: Member, token: NewHeldToken }, { $id: 'AcceptedInvitation' }),

  examine: ({ db, body }) => acceptedPassword(db, 'members', body),

  async apply({ examined: passwordHash, context, body, newId, unit }) {
    const { id, accountId } = acceptedOf(await accept(unit.db, 'members', body, unit.now))
    if (passwordHash !== undefined) await setPassword(unit.db, 'members', id, passwordHash, unit.now)
    if (accountId === null) throw new Error('a member of no account')
    const team = membersOf(accountId)
    const wanted = { ...FIRST_TOKEN, id: newId, personId: id, scopes: everyScope(context.settings.SCOPE_HOST) }
    const made = madeTokenOf(await makePersonToken(unit.db, team, wanted, unit.now))
    const member = await findPerson(unit.db, team, id)
    if (member === undefined) throw new Error('an accepted member is gone')
    const author = { account: accountId, member: id, token: newId }
    const event = { kind: 'member-joined', detail: { role: member.role }, at: context.clock.now() }
    await unit.noteEvents([{ accountId, resource: { kind: 'member', id }, ...event, author }])
    return { data: { account: accountId, member: personView(member), token: newHeldTokenView(made) } }
  },
})
