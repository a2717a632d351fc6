// Checks that every wallet is the sum of its entries, that debits and effects match one to one, and that no order holds
// credit for days. Reports what is wrong in the log, and in the metrics of every process.
import { unmatchedDebits } from '../ledger/debits.ts'
import { unbalancedWallets } from '../ledger/ledger.ts'
import { operationsHoldingSince } from '../provider-operations/table.ts'
import { noteFound } from '../store/recurring-runs.ts'
import type { Job } from './job.ts'

const AN_HOUR_MS = 3_600_000
const A_DAY_MS = 24 * AN_HOUR_MS

export const checkLedger: Job = {
  name: 'check-ledger',
  repairs:
    'nothing: it reports wallets that are not the sum of their entries, debits without effect or effects without debit, and orders that have held credit for over a day',
  isForAll: true,
  everyMs: AN_HOUR_MS,
  // Never due by the product's clock: it only checks and changes nothing.
  nextDue: () => Promise.resolve(undefined),

  async run(context) {
    const { kysely } = context.database
    const unbalanced = await unbalancedWallets(kysely)
    if (unbalanced.length > 0) context.log.error({ accounts: unbalanced }, 'wallets do not balance')
    const unmatched = await unmatchedDebits(kysely)
    if (unmatched.length > 0) context.log.error({ subjects: unmatched }, 'debits and effects do not match')
    const dayBefore = new Date(context.clock.now().getTime() - A_DAY_MS)
    const holding = await operationsHoldingSince(kysely, dayBefore)
    if (holding.length > 0)
      context.log.error({ orders: holding }, 'orders at providers have held credit for over a day')
    const found = { unbalancedWallets: unbalanced.length, unmatchedDebits: unmatched.length, longHolds: holding.length }
    await noteFound(kysely, 'check-ledger', found)
    return 0
  },
}
