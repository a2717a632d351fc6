// DELETE /pec/{id}
// Switches a working mailbox off; a renewal brings it back.
import { requestOf } from '../../mailboxes/provider-order.ts'
import { mailboxView } from '../../mailboxes/view.ts'
import { writes } from '../../pipeline/ladder.ts'
import { Mailbox, mailbox } from '../subjects.ts'

export const revokeMailbox = writes({
  route: 'DELETE /pec/{id}',
  name: 'revokeMailbox',
  tag: 'Pec',
  summary: 'Revoke a mailbox',
  subject: mailbox,
  move: 'revoke',
  refusals: { wrongId: 301, unknown: 302, wrongState: { revocata: 303, otherwise: 304 }, providerDown: 329 },
  answers: Mailbox,

  ask: ({ subject, newId, provider }) => provider.revoke(requestOf(subject, newId)),

  async apply({ subject, caller, unit }) {
    return {
      data: mailboxView(
        await unit.move(subject, 'revoke', { revoca: unit.now, renew_at: null, remind_at: null }),
        caller.email,
      ),
    }
  },
})
