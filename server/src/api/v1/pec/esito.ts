// GET /v1/pec/{id}/esito: what became of a mailbox, and why.
import { reads } from '../../../pipeline/declare.ts'
import { Outcome, outcomeOf } from '../../../queue/outcome.ts'
import { mailboxes } from '../../../mailboxes/resource.ts'

export const readMailboxOutcome = reads({
  route: 'GET /v1/pec/{id}/esito',
  name: 'readMailboxOutcome',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'Say what became of a mailbox and why, in Italian and English',
  resource: mailboxes,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Outcome,

  read: async ({ db, row: { id } }) => ({ data: await outcomeOf(db, { kind: mailboxes.kind, id }) }),
})
