// GET /v1/operator/mailboxes/{id}: any account's mailbox, beside account and history.
import { Mailbox } from '../../../../mailboxes/view.ts'
import { mailboxes } from '../../../../mailboxes/resource.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { shownWithOwner, withOwner } from '../../../../queue/history-view.ts'

export const readMailboxAsOperator = reads({
  route: 'GET /v1/operator/mailboxes/{id}',
  name: 'readMailboxAsOperator',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Show a mailbox as its owner sees it, beside account and history',
  resource: mailboxes,
  refusals: { wrongId: 109, unknown: 109 },
  answers: withOwner(Mailbox),

  read: async ({ db, row }) => ({ data: await shownWithOwner(db, mailboxes, row) }),
})
