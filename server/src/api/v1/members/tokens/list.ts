// GET /v1/members/{id}/tokens: the tokens of a member, for that member and for owners.
import { HeldToken } from '../../../../accounts/person-view.ts'
import { tokensOf } from '../../../../accounts/people.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { byNumber, pageBy, Paged } from '../../../../pipeline/paging.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { heldTokens, mustBeSelfOrOver } from '../../../../pipeline/people.ts'
import { findPerson, membersOf } from '../../../../store/people.ts'

export const listMemberTokens = reads({
  route: 'GET /v1/members/{id}/tokens',
  name: 'listMemberTokens',
  tag: 'People',
  permission: 'read',
  summary: "List a member's tokens, newest first; for the member and for owners",
  query: pageBy(byNumber, 'tokens'),
  refusals: { local: { unknown: 109 } },
  answers: Paged(HeldToken),

  async read({ db, principal, params: { id = '' }, query, refuse }) {
    mustBeSelfOrOver(principal, id)
    const team = membersOf(principal.accountId)
    if ((await findPerson(db, team, idIn(id))) === undefined) refuse('unknown')
    return { data: await heldTokens(db, tokensOf(team, id), query) }
  },
})
