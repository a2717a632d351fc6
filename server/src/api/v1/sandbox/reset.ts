// POST /v1/sandbox/reset: empties the calling account; credit back to its start, and if asked to the clock to real time.
import { Type } from 'typebox'
import { authorOf } from '../../../auth/principal.ts'
import { inTimeOf } from '../../../context.ts'
import type { Context } from '../../../context.ts'
import { readWallet, spend, topUp } from '../../../ledger/ledger.ts'
import { formatCents } from '../../../model/money.ts'
import { clockScopes } from '../../../pipeline/clock-view.ts'
import { acts } from '../../../pipeline/declare.ts'
import { flag, valueOf } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { clearAccount } from '../../../provider-operations/empty-account.ts'
import { unitOfWork } from '../../../unit-of-work.ts'
import type { UnitOfWork } from '../../../unit-of-work.ts'

export const resetSandbox = acts({
  route: 'POST /v1/sandbox/reset',
  name: 'resetSandbox',
  tag: 'Sandbox',
  permission: 'develop',
  summary:
    'Empty the calling account: mailboxes, domains, requests, callbacks, events; credit back to its start, and with `clock` the clock that was moved to real time',
  sandboxOnly: true,
  body: {
    clock: optional(flag, false, 110),
    scope: optional(
      valueOf(clockScopes, 'which clock; unless given, the account’s own where it has one, and otherwise everybody’s'),
      undefined,
      110,
    ),
  },
  refusals: {},
  answers: Type.Object({ mailboxes: Type.Integer({ description: 'removed' }), credit: Type.String() }),

  async act({ context, principal, requestId, body }) {
    const { accountId } = principal
    const isOwn =
      body.scope === undefined ? context.accountClocks.ahead().includes(accountId) : body.scope === 'account'
    // First, so that what follows has the date it has in truth.
    if (body.clock) await context.clockAdvance?.setBack(isOwn ? accountId : undefined)
    const now = inTimeOf(context, accountId)
    const reset = (unit: UnitOfWork) => resetAccount(now, unit, accountId, `reset ${requestId}`)
    return { data: await unitOfWork(now, reset, { author: authorOf(principal) }) }
  },
})

async function resetAccount({ settings }: Context, unit: UnitOfWork, accountId: string, cause: string) {
  const mailboxes = await clearAccount(unit, accountId)
  const start = settings.SANDBOX_CREDIT
  const difference = start - (await readWallet(unit.db, accountId)).availableCents
  const { author } = unit
  const movement = { accountId, amountCents: Math.abs(difference), cause, author }
  if (difference > 0) await topUp(unit.db, { ...movement, reason: 'sandbox reset' }, unit.now)
  if (difference < 0) await spend(unit.db, movement, unit.now)
  return { mailboxes, credit: formatCents(start) }
}
