// POST /v1/sandbox/reset: empties the calling account; credit back to its start.
import { Type } from 'typebox'
import { readWallet, spend, topUp } from '../../ledger/ledger.ts'
import { formatCents } from '../../model/money.ts'
import { emptyAccount } from '../../store/reset.ts'
import { unitOfWork } from '../../unit-of-work.ts'
import { ownRoute } from '../own-route.ts'

export const resetSandbox = ownRoute({
  route: 'POST /v1/sandbox/reset',
  summary: 'Empty the calling account: mailboxes, domains, requests, callbacks, events; credit back to its start',
  audience: 'customer',
  sandboxOnly: true,
  answers: Type.Object({ mailboxes: Type.Integer({ description: 'removed' }), credit: Type.String() }),

  async run({ context, caller, requestId }) {
    const { accountId } = caller
    const start = context.settings.SANDBOX_CREDIT
    const emptied = await unitOfWork(context, async (unit) => {
      const removed = await emptyAccount(unit.db, accountId)
      const difference = start - (await readWallet(unit.db, accountId)).availableCents
      const movement = { accountId, amountCents: Math.abs(difference), cause: `reset ${requestId}` }
      if (difference > 0) await topUp(unit.db, { ...movement, reason: 'sandbox reset' }, unit.now)
      if (difference < 0) await spend(unit.db, movement, unit.now)
      return removed
    })
    await context.vault.discard(emptied.documents)
    return { data: { mailboxes: emptied.mailboxes, credit: formatCents(start) } }
  },
})
