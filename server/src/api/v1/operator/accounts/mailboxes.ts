// GET /v1/operator/accounts/{id}/mailboxes: the mailboxes of an account, found as their owner finds them.
import { reads } from '../../../../pipeline/declare.ts'
import { FoundMailboxes, mailboxSearch, pageOfMailboxes } from '../../../../pipeline/mailbox-search.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { findAccount } from '../../../../store/accounts.ts'

export const findMailboxesOfCustomer = reads({
  route: 'GET /v1/operator/accounts/{id}/mailboxes',
  name: 'findMailboxesOfAccount',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: "Find an account's mailboxes by state, words of address, holder or applicant, and expiry",
  query: mailboxSearch,
  refusals: { local: { unknown: 109, otherOrder: 160, byExpiryAlone: 110 } },
  answers: FoundMailboxes,

  async read({ db, params, query, refuse }) {
    const account = (await findAccount(db, { id: idIn(params.id) })) ?? refuse('unknown')
    return { data: await pageOfMailboxes(db, account, query) }
  },
})
