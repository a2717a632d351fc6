// What a domain's provider, its DNS records and the index say of it at this moment; asked outside any transaction.
import type { Context } from '../context.ts'
import { checkDomain, verdictOf } from '../dns/checks.ts'
import type { Check, Verdict } from '../dns/checks.ts'
import { recordsFor } from '../dns/required-records.ts'
import type { DomainFlags } from '../model/certified-domain.ts'
import { isInIndex } from '../pec-index/table.ts'
import { withDeadline } from '../provider-operations/run.ts'
import type { Answer, CalledOff } from '../providers/port/answer.ts'
import type { DomainStatus } from '../providers/port/certified-domains.ts'
import { domainOrder } from './provider-order.ts'
import type { CertifiedDomainRow } from './table.ts'

const ASK_A_SILENT_PROVIDER_AGAIN_MS = 300_000
/** Shorter than a domain is in hand (jobs/follow.ts). */
const ANSWERED_WITHIN_MS = 10_000

/** What was found out about a domain. Flags nobody spoke of are missing. */
export interface StatusCheck {
  flags: Partial<DomainFlags>
  /** When the domain expires, where the provider says so. */
  expiresAt?: Date
  /** Set when the provider called the order off. */
  calledOff?: CalledOff
  /** When the provider expects to have more to say. */
  askAgainAt?: Date
  /** The verdicts on its records, with evidence; empty where none are checked. */
  checks: Check[]
  /** What the records say together; undefined where none are checked. */
  records: Verdict | undefined
}

/** Whether a domain's records are really asked for, rather than left to the provider's word. */
export function checksRecords(context: Context, row: CertifiedDomainRow): boolean {
  return context.resolver !== undefined && recordsFor(context.domainRecords, row) !== undefined
}

/** Asks provider, name servers and index about a domain, all at once. Never throws for what they answer. */
export async function checkStatus(context: Context, row: CertifiedDomainRow): Promise<StatusCheck> {
  const { certifiedDomains } = context.providers.named(row.provider)
  const asked = certifiedDomains.status?.(domainOrder(row), context.clock.now())
  const about = { provider: row.provider, operation: 'certifiedDomains.status' }
  const [answer, checks, isIndexed] = await Promise.all([
    asked && withDeadline(context, about, () => asked, ANSWERED_WITHIN_MS),
    checksOf(context, row),
    isInIndex(context.database.kysely, row.dominio),
  ])
  const status = answer?.is === 'done' ? answer.value : undefined
  const records = checks.length === 0 ? undefined : verdictOf(checks)
  const flags: Partial<DomainFlags> = { ...(status?.is === 'flags' ? status.flags : {}) }
  // Real answers decide where they are asked for; the provider's word stands only elsewhere.
  if (records !== undefined) delete flags.dns
  if (records === 'OK' || records === 'KO') flags.dns = records
  if (isIndexed) flags.certif = 'OK'
  const askAgainAt = askAgainAfter(answer, context)
  return {
    flags,
    checks,
    records,
    ...(status?.is === 'flags' && status.expiresAt && { expiresAt: status.expiresAt }),
    ...(status?.is === 'called off' && { calledOff: status }),
    ...(askAgainAt && { askAgainAt }),
  }
}

/** When to ask again; a provider whom nobody can ask is not, one that is silent soon. */
function askAgainAfter(answer: Answer<DomainStatus> | undefined, { clock }: Context): Date | undefined {
  if (answer === undefined) return undefined
  if (answer.is === 'done') return answer.value.is === 'flags' ? answer.value.askAgainAt : undefined
  return answer.is === 'pending' ? answer.askAgainAt : new Date(clock.now().getTime() + ASK_A_SILENT_PROVIDER_AGAIN_MS)
}

async function checksOf({ resolver, domainRecords }: Context, row: CertifiedDomainRow): Promise<Check[]> {
  const required = recordsFor(domainRecords, row)
  return resolver === undefined || required === undefined ? [] : checkDomain(resolver, row.dominio, required)
}
