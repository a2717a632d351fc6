// Looks at every certified domain whose hour has come: provider, DNS records and index, many at once and outside any
// transaction, then what they say one after the other.
import type { Context } from '../context.ts'
import { lookAtDomain } from '../certified-domains/status-check.ts'
import type { DomainLook } from '../certified-domains/status-check.ts'
import { settleDomain } from '../certified-domains/apply-status.ts'
import { lockCertifiedDomain, readCertifiedDomain } from '../certified-domains/table.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import { domainsToCheck, nextDomainCheck } from '../certified-domains/due.ts'
import { isOnOrder } from '../provider-operations/table.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100

export const followDomains: Job = {
  name: 'follow-domains',
  repairs: 'certified domains: set-up under way, records that break or are mended',
  cron: '*/5 * * * *',
  atOnce: 1,
  movesCredit: true,
  nextDue: (context) => nextDomainCheck(context.database.kysely),

  async run(context, { only }) {
    const { kysely } = context.database
    const ids = only === undefined ? await domainsToCheck(kysely, context.clock.now(), AT_A_TIME) : [only]
    const looks = await Promise.all(ids.map((id) => look(context, id)))
    let settled = 0
    for (const one of looks) if (one !== undefined && (await settle(context, one))) settled += 1
    return settled
  },
}

interface Looked {
  seen: CertifiedDomainRow
  look: DomainLook
}

/** What is to be seen of a domain, if it is due. */
async function look(context: Context, id: string): Promise<Looked | undefined> {
  const seen = await readCertifiedDomain(context.database.kysely, id)
  if (seen === undefined || seen.check_at === null || seen.check_at > context.clock.now()) return undefined
  return { seen, look: await lookAtDomain(context, seen) }
}

/** Applies a look, unless somebody was faster or an open order alone may change the domain. */
function settle(context: Context, { seen, look }: Looked): Promise<boolean> {
  return unitOfWork(context, async (unit) => {
    const domain = await lockCertifiedDomain(unit.db, seen.id)
    if (domain?.version !== seen.version || domain.check_at?.getTime() !== seen.check_at?.getTime()) return false
    if (await isOnOrder(unit.db, { kind: 'certified-domain', id: seen.id })) return false
    await settleDomain(unit, context, domain, look)
    return true
  })
}
