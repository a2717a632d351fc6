// Checks that every wallet is the sum of its entries, and says so in the log and the metrics when one is not.
import { unbalancedWallets } from '../ledger/ledger.ts'
import type { Job } from './job.ts'

export const checkLedger: Job = {
  name: 'check-ledger',
  repairs: 'nothing: it tells of wallets that are not the sum of their entries',
  cron: '50 * * * *',
  atOnce: 1,
  // Never due by the product's clock: it looks, and changes nothing.
  nextDue: () => Promise.resolve(undefined),

  async run(context) {
    const unbalanced = await unbalancedWallets(context.database.kysely)
    context.metrics.unbalancedWallets.set(unbalanced.length)
    if (unbalanced.length > 0) context.log.error({ accounts: unbalanced }, 'wallets do not balance')
    return 0
  },
}
