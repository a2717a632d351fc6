// GET /v1/pec: own mailboxes by state, by what is written in them, by expiry.
import { reads } from '../../../pipeline/declare.ts'
import { FoundMailboxes, mailboxSearch, pageOfMailboxes } from '../../../pipeline/mailbox-search.ts'

export const findOwnMailboxes = reads({
  route: 'GET /v1/pec',
  name: 'findMailboxes',
  tag: 'Account',
  permission: 'read',
  summary: 'Find mailboxes by state, words of address, holder or applicant, and expiry',
  query: mailboxSearch,
  refusals: { local: { otherOrder: 160, byExpiryAlone: 110 } },
  answers: FoundMailboxes,

  async read({ db, principal: { accountId: id, email }, query }) {
    return { data: await pageOfMailboxes(db, { id, email }, query) }
  },
})
