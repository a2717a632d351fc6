// GET /pec
// The principal's mailboxes, newest first.
import { Type } from 'typebox'
import { listItems } from '../../mailboxes/list-items.ts'
import { MailboxListItem } from '../../mailboxes/view.ts'
import { mailboxes } from '../../mailboxes/resource.ts'
import { ownsAny } from '../../store/resource.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { reads } from '../../pipeline/declare.ts'

export const listOwnMailboxes = reads({
  route: 'GET /pec',
  name: 'listMailboxes',
  tag: 'Pec',
  summary: "List the account's mailboxes, newest first",
  query: {
    skip: optional(integerText(0, 999_999_999, 'mailboxes to leave out'), 0, 330),
    limit: optional(integerText(1, 1000, 'mailboxes at most'), 100, 331),
  },
  refusals: { local: { none: 200 } },
  answers: Type.Array(MailboxListItem),

  async read({ query, db, principal, refuse }) {
    const items = await listItems(db, principal, query)
    // A page past the end is empty; only an account without any mailbox is refused (contract 6.6).
    if (items.length === 0 && !(await ownsAny(db, mailboxes, principal.accountId))) refuse('none')
    return { written: `[${items.join(',')}]` }
  },
})
