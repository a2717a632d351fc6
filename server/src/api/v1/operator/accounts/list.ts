// GET /v1/operator/accounts: the accounts, newest first; those whose e-mail begins with a text.
import { AccountSummary, accountView } from '../../../../accounts/account-view.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { beginningText } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { byId, nextAfter, pageBy, Paged } from '../../../../pipeline/paging.ts'
import { pageOfAccounts } from '../../../../store/accounts.ts'

export const listAccountsForOperators = reads({
  route: 'GET /v1/operator/accounts',
  name: 'listAccounts',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: 'List accounts, newest first, or find them by the beginning of their e-mail',
  query: {
    email: optional(beginningText('what the e-mail begins with, in any case'), undefined, 110),
    ...pageBy(byId, 'accounts'),
  },
  refusals: {},
  answers: Paged(AccountSummary),

  async read({ db, query: { email, limit, cursor: before } }) {
    const rows = await pageOfAccounts(db, { email, before, limit })
    return { data: { items: rows.map(accountView), next: nextAfter(byId, rows, limit, ({ id }) => id) } }
  },
})
