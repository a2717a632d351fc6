// POST /v1/members/{id}/tokens: a token for a member, made by that member or an owner.
import { makePersonToken } from '../../../../accounts/person-tokens.ts'
import { NewHeldToken, newHeldTokenView } from '../../../../accounts/person-view.ts'
import { everyScope } from '../../../../auth/scopes.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import {
  madeTokenOf,
  memberTokenBody,
  mustBeSelfOrOver,
  mustCoverSomething,
  notePeople,
} from '../../../../pipeline/people.ts'
import { membersOf } from '../../../../store/people.ts'

export const createMemberToken = writes({
  route: 'POST /v1/members/{id}/tokens',
  name: 'createMemberToken',
  tag: 'People',
  permission: 'read',
  isGrant: true,
  summary: "Make a token that may do at most what the member's role allows; it is shown once",
  body: memberTokenBody,
  hasClosedBody: true,
  refusals: { local: { unknown: 109, noSuchScope: 110, notActive: 115, tooMany: 194 } },
  showsSecret: true,
  answers: NewHeldToken,

  check({ context, principal, params: { id = '' }, body }) {
    mustBeSelfOrOver(principal, id)
    mustCoverSomething(body.scopes, context)
  },

  async apply({ context, principal: { accountId, tokenId: madeWith }, params, body, newId: id, unit }) {
    const personId = idIn(params.id)
    const scopes = body.scopes ?? everyScope(context.settings.SCOPE_HOST)
    const wanted = { ...body, id, personId, scopes, madeWith }
    const made = madeTokenOf(await makePersonToken(unit.db, membersOf(accountId), wanted, unit.now))
    const what = { kind: 'token-made', detail: { member: personId } }
    await notePeople({ unit, context }, accountId, { kind: 'token', id }, what)
    return { data: newHeldTokenView(made) }
  },
})
