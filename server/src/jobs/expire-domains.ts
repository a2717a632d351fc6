// Revokes domains past their expiry, with every mailbox under them.
import type { Context } from '../context.ts'
import { revokeMailboxesUnder } from '../certified-domains/apply-status.ts'
import { lockCertifiedDomain } from '../certified-domains/table.ts'
import { expiredDomains, nextDomainExpiry } from '../certified-domains/due.ts'
import { isOnOrder } from '../provider-operations/table.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100
const A_DAY_MS = 86_400_000
const graceMs = (context: Context) => context.settings.EXPIRY_GRACE_DAYS * A_DAY_MS

export const expireDomains: Job = {
  name: 'expire-domains',
  repairs: 'certified domains past their date',
  cron: '15 * * * *',
  atOnce: 1,
  movesCredit: true,
  nextDue: (context) => nextDomainExpiry(context.database.kysely, graceMs(context)),

  async run(context) {
    const ids = await expiredDomains(context.database.kysely, graceMs(context), context.clock.now(), AT_A_TIME)
    let expired = 0
    for (const id of ids) if (await expire(context, id)) expired += 1
    return expired
  },
}

function expire(context: Context, id: string): Promise<boolean> {
  return unitOfWork(context, async (unit) => {
    const domain = await lockCertifiedDomain(unit.db, id)
    const isOver =
      domain !== undefined &&
      domain.stato !== 'revocato' &&
      domain.scadenza * 1000 + graceMs(context) <= context.clock.now().getTime()
    if (!isOver || (await isOnOrder(unit.db, { kind: 'certified-domain', id }))) return false
    const changes = { revoca: unit.now, check_at: null, remind_at: null }
    const revoked = await unit.moveDomain(domain, 'expire', changes, { whom: 'clock' })
    await revokeMailboxesUnder(unit, revoked, 'clock')
    return true
  })
}
