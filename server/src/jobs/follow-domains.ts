// Checks every certified domain that is due: provider, DNS records and index. The checks run concurrently and outside
// any transaction; their results are applied one after the other.
import { applyStatus } from '../certified-domains/apply-status.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import { checkStatus } from '../certified-domains/status-check.ts'
import type { StatusCheck } from '../certified-domains/status-check.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import type { Context } from '../context.ts'
import { claimDueForCheck, nextCheck } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { HELD_FOR_MS } from './follow.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100

export const followDomains: Job = {
  name: 'follow-domains',
  repairs: 'certified domains in set-up, and domains whose DNS records break or are corrected',
  movesCredit: true,
  nextDue: (context) => nextCheck(context.database.kysely, certifiedDomains),

  async run(context) {
    const now = context.clock.now()
    const claim = { except: [], until: now, limit: AT_A_TIME, heldUntil: new Date(now.getTime() + HELD_FOR_MS) }
    const claimed = await claimDueForCheck(context.database.kysely, certifiedDomains, claim)
    const checked = await Promise.all(claimed.map(async (seen) => ({ seen, status: await checkStatus(context, seen) })))
    let applied = 0
    for (const one of checked) if (await apply(context, one)) applied += 1
    return applied
  },
}

interface Checked {
  seen: CertifiedDomainRow
  status: StatusCheck
}

/** Applies a check unless the domain changed meanwhile or has a pending operation. */
function apply(context: Context, { seen, status }: Checked): Promise<boolean> {
  return unitOfWork(context, async (unit) => {
    const by = {
      whom: 'provider',
      seen: seen.version,
      // Another check may have changed nothing but the time of the next one.
      fits: (domain: CertifiedDomainRow) => domain.check_at?.getTime() === seen.check_at?.getTime(),
    } as const
    return (await applyStatus(context, unit, seen.id, () => status, by)).is === 'applied'
  })
}
