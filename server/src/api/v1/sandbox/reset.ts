// POST /v1/sandbox/reset: empties the calling account; credit back to its start.
import { Type } from 'typebox'
import { readWallet, spend, topUp } from '../../../ledger/ledger.ts'
import { formatCents } from '../../../model/money.ts'
import { writes } from '../../../pipeline/declare.ts'
import { emptyAccount } from '../../../store/reset.ts'

export const resetSandbox = writes({
  route: 'POST /v1/sandbox/reset',
  name: 'resetSandbox',
  tag: 'Sandbox',
  summary: 'Empty the calling account: mailboxes, domains, requests, callbacks, events; credit back to its start',
  sandboxOnly: true,
  refusals: {},
  answers: Type.Object({ mailboxes: Type.Integer({ description: 'removed' }), credit: Type.String() }),

  async apply({ context, principal: { accountId }, requestId, unit }) {
    const start = context.settings.SANDBOX_CREDIT
    const { mailboxes, documents } = await emptyAccount(unit.db, accountId)
    const difference = start - (await readWallet(unit.db, accountId)).availableCents
    const { author } = unit
    const movement = { accountId, amountCents: Math.abs(difference), cause: `reset ${requestId}`, author }
    if (difference > 0) await topUp(unit.db, { ...movement, reason: 'sandbox reset' }, unit.now)
    if (difference < 0) await spend(unit.db, movement, unit.now)
    unit.discardAfterwards(documents)
    return { data: { mailboxes, credit: formatCents(start) } }
  },
})
