// GET /pec/{id}
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { reads } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

export const readMailbox = reads({
  route: 'GET /pec/{id}',
  name: 'readMailbox',
  tag: 'Pec',
  summary: 'Read a mailbox',
  resource: mailboxes,
  refusals: { wrongId: 201, unknown: 202 },
  answers: Mailbox,

  async read({ row, principal }) {
    return { data: mailboxView(row, principal.email) }
  },
})
