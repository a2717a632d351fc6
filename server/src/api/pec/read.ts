// GET /pec/{id}
import { mailboxView } from '../../mailboxes/view.ts'
import { reads } from '../../pipeline/ladder.ts'
import { Mailbox, mailbox } from '../subjects.ts'

export const readMailbox = reads({
  route: 'GET /pec/{id}',
  name: 'readMailbox',
  tag: 'Pec',
  summary: 'Read a mailbox',
  subject: mailbox,
  refusals: { wrongId: 201, unknown: 202 },
  answers: Mailbox,

  async read({ subject, caller }) {
    return { data: mailboxView(subject, caller.email) }
  },
})
