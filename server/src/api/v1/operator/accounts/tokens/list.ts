// GET /v1/operator/accounts/{id}/tokens: the tokens of an account and of its members.
import { HeldToken } from '../../../../../accounts/person-view.ts'
import { reads } from '../../../../../pipeline/declare.ts'
import { byNumber, pageBy, Paged } from '../../../../../pipeline/paging.ts'
import { idIn } from '../../../../../pipeline/path-id.ts'
import { heldTokens } from '../../../../../pipeline/people.ts'
import { findAccount } from '../../../../../store/accounts.ts'

export const listTokensOfAccount = reads({
  route: 'GET /v1/operator/accounts/{id}/tokens',
  name: 'listAccountTokens',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: "List an account's tokens with those of its members, newest first",
  query: pageBy(byNumber, 'tokens'),
  refusals: { local: { unknown: 109 } },
  answers: Paged(HeldToken),

  async read({ db, params, query, refuse }) {
    const id = idIn(params.id)
    if ((await findAccount(db, { id })) === undefined) refuse('unknown')
    return { data: await heldTokens(db, { owner: 'account_id', id }, query) }
  },
})
