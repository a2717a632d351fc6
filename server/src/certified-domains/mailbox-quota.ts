// Whether a customer may have mailboxes under a domain of their own (contract 1.10, 6.13, 6.31).
import type { Strictness } from '../model/strictness.ts'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import { allows } from '../model/lifecycle.ts'
import type { CertifiedDomainRow } from './table.ts'
import { findOwnDomain } from './table.ts'
import type { Reader } from '../store/database.ts'
import { countMailboxesUnder } from '../mailboxes/under-domain.ts'

/** `unknown`: nobody's, or somebody else's; `not active`: not certified yet, suspended or revoked; `full`: all taken. */
export type OwnDomain = { is: 'open' } | { is: 'unknown' | 'not active' } | { is: 'full'; numero_pec: number }

/**
 * Whether another mailbox fits under the caller's domain of that name. With `lock` the answer stands until the
 * transaction ends: neither the quota nor the domain's end can change under it.
 */
export async function roomUnder(
  db: Reader,
  { accountId, dominio, strictness }: { accountId: string; dominio: string; strictness: Strictness },
  lock: 'lock' | 'plain',
): Promise<OwnDomain> {
  const domain = await findOwnDomain(db, accountId, dominio, lock)
  if (domain === undefined) return { is: 'unknown' }
  if (!isActive(domain)) return { is: 'not active' }
  if (!strictness.domainQuota) return { is: 'open' }
  const { numero_pec } = domain
  return (await countMailboxesUnder(db, accountId, dominio)) < numero_pec ? { is: 'open' } : { is: 'full', numero_pec }
}

/** Whether mailboxes under the domain may be made, verified and brought back. */
export function isActive({ stato, suspended_at }: CertifiedDomainRow): boolean {
  return suspended_at === null && allows(certifiedDomainLifecycle, stato, 'addMailbox')
}
