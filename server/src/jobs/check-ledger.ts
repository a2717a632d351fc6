// Checks that every wallet is the sum of its entries and that debits and effects match one to one. Reports mismatches
// in the log and the metrics.
import { unmatchedDebits } from '../ledger/debits.ts'
import { unbalancedWallets } from '../ledger/ledger.ts'
import type { Job } from './job.ts'

const AN_HOUR_MS = 3_600_000

export const checkLedger: Job = {
  name: 'check-ledger',
  repairs:
    'nothing: it reports wallets that are not the sum of their entries, and debits without effect or effects without debit',
  everyMs: AN_HOUR_MS,
  // Never due by the product's clock: it only checks and changes nothing.
  nextDue: () => Promise.resolve(undefined),

  async run(context) {
    const unbalanced = await unbalancedWallets(context.database.kysely)
    context.metrics.unbalancedWallets.set(unbalanced.length)
    if (unbalanced.length > 0) context.log.error({ accounts: unbalanced }, 'wallets do not balance')
    const unmatched = await unmatchedDebits(context.database.kysely)
    context.metrics.unmatchedDebits.set(unmatched.length)
    if (unmatched.length > 0) context.log.error({ subjects: unmatched }, 'debits and effects do not match')
    return 0
  },
}
