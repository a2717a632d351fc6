// GET /v1/search: own mailboxes, domains and requests that begin with a text.
import { Type } from 'typebox'
import { resourceKinds } from '../../../model/resource-kind.ts'
import { literals, orNull, strings } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { beginningText } from '../../../pipeline/field-types.ts'
import { required } from '../../../pipeline/fields.ts'
import { findBeginning } from '../../../store/search.ts'

const MOST_OF_A_KIND = 20

const Found = Type.Object(
  {
    kind: literals(resourceKinds, 'kind of resource'),
    id: strings('24 hex digits'),
    name: strings('address of the mailbox or in the request, name of the domain'),
    holder: orNull(strings('name of the holder, or of the company of a request; null for a domain')),
    stato: strings('where it stands in its lifecycle'),
  },
  { $id: 'Found' },
)

export const searchOwn = reads({
  route: 'GET /v1/search',
  name: 'search',
  tag: 'Account',
  permission: 'read',
  summary: 'Find own mailboxes, domains and requests whose address, name, holder or applicant begins with a text',
  query: { q: required(beginningText('what it begins with, in any case; two characters at least'), 110) },
  refusals: {},
  answers: Type.Object({
    items: Type.Array(Found, { description: `${MOST_OF_A_KIND} of each kind at most, by name` }),
    more: Type.Boolean({ description: 'there are more: give more of the text' }),
  }),

  async read({ db, principal, query: { q } }) {
    const rows = await findBeginning(db, principal.accountId, q, MOST_OF_A_KIND + 1)
    const found = resourceKinds.map((kind) => rows.filter((row) => row.kind === kind))
    const items = found.flatMap((ofKind) => ofKind.slice(0, MOST_OF_A_KIND))
    return { data: { items, more: items.length < rows.length } }
  },
})
