// GET /pec
// The caller's mailboxes, newest first.
import { Type } from 'typebox'
import { mailboxListItem } from '../../mailboxes/view.ts'
import { listMailboxes, ownsMailboxes } from '../../mailboxes/table.ts'
import { integerText, optional } from '../../pipeline/fields.ts'
import { reads } from '../../pipeline/ladder.ts'
import { MailboxListItem } from '../subjects.ts'

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

  async read({ query, db, caller, refuse }) {
    const rows = await listMailboxes(db, caller.accountId, query)
    // A page past the end is empty; only an account without any mailbox is refused (contract 6.6).
    if (rows.length === 0 && !(await ownsMailboxes(db, caller.accountId))) refuse('none')
    return { data: rows.map((row) => mailboxListItem(row, caller.email)) }
  },
})
