// What a domain's provider, its DNS records and the index say of it at this moment; asked outside any transaction.
import type { Context } from '../context.ts'
import { checkDomain, verdictOf } from '../dns/checks.ts'
import type { Check, Verdict } from '../dns/checks.ts'
import { recordsFor } from '../dns/required-records.ts'
import type { DomainFlags } from '../model/certified-domain.ts'
import type { Answer, DomainNews, PlacedDomain } from '../providers/port.ts'
import type { CertifiedDomainRow } from './table.ts'
import { isInIndex } from '../pec-index/table.ts'

const ASK_A_SILENT_PROVIDER_AGAIN_MS = 300_000

/** A domain as its provider knows it; our id is its reference. */
export function orderOfDomain(row: CertifiedDomainRow): PlacedDomain {
  const { id: reference, dominio, fornitore, tipo_dominio, anni, numero_pec, provider_ref: providerRef } = row
  const orderedAt = new Date(row.registrazione * 1000)
  return { reference, dominio, fornitore, tipo_dominio, anni, numero_pec, providerRef, orderedAt }
}

/** What was seen of a domain. Flags nobody spoke of are missing. */
export interface DomainLook {
  flags: Partial<DomainFlags>
  /** Set when the provider called the order off. */
  calledOff?: string
  /** When the provider expects to have more to say. */
  askAgainAt?: Date
  /** The verdicts on its records, with evidence; empty where none are looked at. */
  checks: Check[]
  /** What the records say together; undefined where none are looked at. */
  records: Verdict | undefined
}

/** Whether a domain's records are really asked for, rather than left to the provider's word. */
export function looksAtRecords(context: Context, row: CertifiedDomainRow): boolean {
  return context.resolver !== undefined && recordsFor(context.domainRecords, row) !== undefined
}

/** Asks provider, name servers and index about a domain, all at once. Never throws for what they answer. */
export async function lookAtDomain(context: Context, row: CertifiedDomainRow): Promise<DomainLook> {
  const provider = context.providers.named(row.provider)
  const [answer, checks, isIndexed] = await Promise.all([
    provider.domainStatus(orderOfDomain(row), context.clock.now()),
    checksOf(context, row),
    isInIndex(context.database.kysely, row.dominio),
  ])
  const news = answer.is === 'done' ? answer.value : undefined
  const records = checks.length === 0 ? undefined : verdictOf(checks)
  const flags: Partial<DomainFlags> = { ...(news?.is === 'flags' ? news.flags : {}) }
  // Real answers decide where they are asked for; the provider's word stands only elsewhere.
  if (records !== undefined) delete flags.dns
  if (records === 'OK' || records === 'KO') flags.dns = records
  if (isIndexed) flags.certif = 'OK'
  const askAgainAt = answer.is === 'done' ? askAgainAfter(answer.value) : askAgainUnanswered(answer, context)
  return {
    flags,
    checks,
    records,
    ...(news?.is === 'called off' && { calledOff: news.reason }),
    ...(askAgainAt && { askAgainAt }),
  }
}

const askAgainAfter = (news: DomainNews) => (news.is === 'flags' ? news.askAgainAt : undefined)

function askAgainUnanswered(answer: Answer<DomainNews>, { clock }: Context): Date {
  return answer.is === 'pending' ? answer.askAgainAt : new Date(clock.now().getTime() + ASK_A_SILENT_PROVIDER_AGAIN_MS)
}

async function checksOf({ resolver, domainRecords }: Context, row: CertifiedDomainRow): Promise<Check[]> {
  const required = recordsFor(domainRecords, row)
  return resolver === undefined || required === undefined ? [] : checkDomain(resolver, row.dominio, required)
}
