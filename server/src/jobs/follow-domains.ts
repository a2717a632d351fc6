// Checks every certified domain that is due: provider, DNS records and index, many at once and outside any transaction;
// then applies what they say, one after the other.
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
  repairs: 'certified domains: set-up under way, records that break or are mended',
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

/** What is found out about a domain, if it is due. */
async function check(context: Context, id: string): Promise<Checked | undefined> {
  const seen = await readResource(context.database.kysely, certifiedDomains, id)
  if (seen === undefined || seen.check_at === null || seen.check_at > context.clock.now()) return undefined
  return { seen, status: await checkStatus(context, seen) }
}

/** Applies it, unless somebody was faster or a pending operation alone may change the domain. */
function apply(context: Context, { seen, status }: Checked): Promise<boolean> {
  return unitOfWork(context, async (unit) => {
    const by = {
      whom: 'provider',
      seen: seen.version,
      // A check that changed nothing but the next moment was done by another process.
      fits: (domain: CertifiedDomainRow) => domain.check_at?.getTime() === seen.check_at?.getTime(),
    } as const
    return (await applyStatus(context, unit, seen.id, () => status, by)).is === 'applied'
  })
}
