// Revokes expired domains together with every mailbox under them.
import { revokeMailboxesUnder } from '../certified-domains/apply-status.ts'
import { expiredDomains, nextDomainExpiry } from '../certified-domains/due.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import type { Context } from '../context.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { readResource } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100

export const expireDomains: Job = {
  name: 'expire-domains',
  repairs: 'expired certified domains',
  movesCredit: true,
  nextDue: (context) => nextDomainExpiry(context.database.kysely, context.whose()),

  async run(context) {
    const ids = await expiredDomains(context.database.kysely, context.whose(), context.clock.now(), AT_A_TIME)
    let expired = 0
    for (const id of ids) if (await expire(context, id)) expired += 1
    return expired
  },
}

async function expire(context: Context, id: string): Promise<boolean> {
  const seen = await readResource(context.database.kysely, certifiedDomains, id)
  if (seen === undefined) return false
  return unitOfWork(context, async (unit) => {
    const locked = await lockIdle(unit, certifiedDomains, id, seen.version)
    if (locked.is !== 'idle') return false
    const { stato, scadenza } = locked.row
    if (stato === 'revocato' || scadenza * 1000 > context.clock.now().getTime()) return false
    await expireLocked(unit, locked.row)
    return true
  })
}

/** Revokes an expired domain, which is locked, with its mailboxes. */
export async function expireLocked(unit: UnitOfWork, domain: CertifiedDomainRow): Promise<void> {
  const changes = { revoca: unit.now, check_at: null, remind_at: null }
  const revoked = await unit.move(certifiedDomains, domain, 'expire', changes, { whom: 'clock' })
  await revokeMailboxesUnder(unit, revoked, 'clock')
}
