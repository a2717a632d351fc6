// POST /v1/tokens: a token of the account itself, for a program that is nobody's. POST /tokens makes one by the API key.
import { makeAccountToken } from '../../../accounts/person-tokens.ts'
import { NewHeldToken, newHeldTokenView } from '../../../accounts/person-view.ts'
import { everyScope } from '../../../auth/scopes.ts'
import { writes } from '../../../pipeline/declare.ts'
import { memberTokenBody, mustCoverSomething, notePeople } from '../../../pipeline/people.ts'

export const createAccountToken = writes({
  route: 'POST /v1/tokens',
  name: 'createAccountToken',
  tag: 'People',
  permission: 'people',
  isGrant: true,
  summary: 'Make a token of the account itself, which is no member’s; it is shown once',
  body: memberTokenBody,
  hasClosedBody: true,
  refusals: { local: { noSuchScope: 110 } },
  showsSecret: true,
  answers: NewHeldToken,

  check: ({ context, body }) => mustCoverSomething(body.scopes, context),

  async apply({ context, principal: { accountId, tokenId: madeWith }, body, newId: id, unit }) {
    const scopes = body.scopes ?? everyScope(context.settings.SCOPE_HOST)
    const made = await makeAccountToken(unit.db, accountId, { ...body, id, scopes, madeWith }, unit.now)
    const what = { kind: 'token-made', detail: { member: null } }
    await notePeople({ unit, context }, accountId, { kind: 'token', id }, what)
    return { data: newHeldTokenView(made) }
  },
})
