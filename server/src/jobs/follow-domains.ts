// Checks every certified domain that is due: provider, DNS records and index. The checks run concurrently and outside
// any transaction; their results are applied one after the other.
import { applyStatus } from '../certified-domains/apply-status.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import { checkStatus } from '../certified-domains/status-check.ts'
import type { StatusCheck } from '../certified-domains/status-check.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import type { Context } from '../context.ts'
import { nextCheck, readResource, resourcesToCheck } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100

export const followDomains: Job = {
  name: 'follow-domains',
  repairs: 'certified domains in set-up, and domains whose DNS records break or are corrected',
  cron: '*/5 * * * *',
  atOnce: 1,
  movesCredit: true,
  nextDue: (context) => nextCheck(context.database.kysely, certifiedDomains),

  async run(context, { only }) {
    const { kysely } = context.database
    const ids =
      only === undefined ? await resourcesToCheck(kysely, certifiedDomains, context.clock.now(), AT_A_TIME) : [only]
    const checked = await Promise.all(ids.map((id) => check(context, id)))
    let applied = 0
    for (const one of checked) if (one !== undefined && (await apply(context, one))) applied += 1
    return applied
  },
}

interface Checked {
  seen: CertifiedDomainRow
  status: StatusCheck
}

/** Checks a domain if it is due. */
async function check(context: Context, id: string): Promise<Checked | undefined> {
  const seen = await readResource(context.database.kysely, certifiedDomains, id)
  if (seen === undefined || seen.check_at === null || seen.check_at > context.clock.now()) return undefined
  return { seen, status: await checkStatus(context, seen) }
}

/** Applies a check unless the domain changed meanwhile or has a pending operation. */
function apply(context: Context, { seen, status }: Checked): Promise<boolean> {
  return unitOfWork(context, async (unit) => {
    const by = {
      whom: 'provider',
      seen: seen.version,
      // Another process's check may have changed nothing but the time of the next check.
      fits: (domain: CertifiedDomainRow) => domain.check_at?.getTime() === seen.check_at?.getTime(),
    } as const
    return (await applyStatus(context, unit, seen.id, () => status, by)).is === 'applied'
  })
}
