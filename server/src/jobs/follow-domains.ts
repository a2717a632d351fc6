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
import { earliest } from './job.ts'
import type { Job } from './job.ts'
import { askInTurns, nextTurn } from './remote-turns.ts'

const AT_A_TIME = 100

// Records are checked whether or not the provider may be asked.
const asked = { job: 'follow-domains', operation: 'certifiedDomains.status', evenClosed: true } as const

export const followDomains: Job = {
  name: 'follow-domains',
  repairs: 'certified domains in set-up, and domains whose DNS records break or are corrected',
  movesCredit: true,
  async nextDue(context) {
    const next = (names: readonly string[]) =>
      nextCheck(context.database.kysely, context.whose(), certifiedDomains, names)
    return earliest([await next(context.providers.inProcess), await nextTurn(context, asked, next)])
  },

  async run(context, _until, _since, asking) {
    const until = context.clock.now()
    const heldUntil = new Date(until.getTime() + HELD_FOR_MS)
    const whose = context.whose()
    const claim = (provider: string, limit: number) =>
      claimDueForCheck(context.database.kysely, certifiedDomains, { whose, provider, until, limit, heldUntil })
    const remote = await askInTurns(context, { ...asked, claim, ask: (rows) => check(context, rows) }, asking)
    let checked = 0
    for (const provider of context.providers.inProcess)
      checked += await check(context, await claim(provider, AT_A_TIME))
    return checked + remote
  },
}

/** Checks domains in hand and applies what was found; returns how many it was applied to. */
async function check(context: Context, claimed: readonly CertifiedDomainRow[]): Promise<number> {
  const checked = await Promise.all(claimed.map(async (seen) => ({ seen, status: await checkStatus(context, seen) })))
  let applied = 0
  for (const one of checked) if (await apply(context, one)) applied += 1
  return applied
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
