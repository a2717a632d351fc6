// DELETE /pec/{id}
// Switches a working mailbox off; a renewal brings it back.
import { mailboxOrder } from '../../mailboxes/provider-order.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { writes } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

export const revokeMailbox = writes({
  route: 'DELETE /pec/{id}',
  name: 'revokeMailbox',
  tag: 'Pec',
  summary: 'Revoke a mailbox',
  resource: mailboxes,
  move: 'revoke',
  refusals: { wrongId: 301, unknown: 302, wrongState: { revocata: 303, otherwise: 304 }, providerDown: 329 },
  answers: Mailbox,

  capability: 'mailboxes.revoke',
  ask: ({ row, provider, ask }) => provider.mailboxes.revoke?.(mailboxOrder(row), ask),

  async apply({ row, principal, unit }) {
    return {
      data: mailboxView(
        await unit.move(mailboxes, row, 'revoke', { revoca: unit.now, renew_at: null, remind_at: null }),
        principal.email,
      ),
    }
  },
})
