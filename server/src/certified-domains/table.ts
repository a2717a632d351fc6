// The table of certified domains: its columns, the statements that find rows, and the last check of their records.
import { sql } from 'kysely'
import type { Callback } from '../model/callback.ts'
import type { DomainFlags, DomainTerms } from '../model/certified-domain.ts'
import type { CertifiedDomainState } from '../model/certified-domain.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import type { ResourceRow } from '../store/resource.ts'

/** A domain as read: instants of the wire are Unix seconds, dates are dd/mm/yyyy in Europe/Rome. */
export interface CertifiedDomainRow extends ResourceRow, DomainTerms, DomainFlags {
  stato: CertifiedDomainState
  /** Number of the order, six hex digits. */
  id_ordine: string
  autorinnovo: boolean
  registrazione: number
  ultima_modifica: number
  scadenza: number
  certificazione: number | null
  revoca: number | null
  data_scadenza: string
  data_certificazione: string | null
  broken_since: Date | null
  suspended_at: Date | null
}

/** Columns a step may set beside the state; undefined leaves a column as it is. */
export interface CertifiedDomainChanges extends Partial<DomainFlags> {
  scadenza?: Date
  certificazione?: Date
  revoca?: Date | null
  check_at?: Date | null
  remind_at?: Date | null
  broken_since?: Date | null
  suspended_at?: Date | null
}

/** Everything a new row needs. */
export interface NewCertifiedDomain extends DomainTerms, DomainFlags {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  id_ordine: string
  callback: Callback | null
  scadenza: Date
  check_at: Date
  remind_at: Date | null
}

const seconds = (column: string) => `extract(epoch from ${column})::int8 as ${column}`
const romeDate = (column: string, as: string) => `to_char(${column} at time zone 'Europe/Rome', 'DD/MM/YYYY') as ${as}`
const instants = ['registrazione', 'ultima_modifica', 'scadenza', 'certificazione', 'revoca']

/** Select list of a whole row. */
export const certifiedDomainColumns = [
  'id, account_id, provider, provider_ref, version, stato, dominio, fornitore, tipo_dominio, anni, numero_pec',
  'stato_fornitore, dns, config, certif, id_ordine, autorinnovo, callback',
  ...instants.map(seconds),
  romeDate('scadenza', 'data_scadenza'),
  romeDate('certificazione', 'data_certificazione'),
  'check_at, broken_since, suspended_at',
].join(', ')

/**
 * The account's domain of that name, the one in force before those revoked; locked when asked for, so that neither its
 * quota nor its end changes under a registration.
 */
export async function findOwnDomain(
  db: Reader,
  accountId: string,
  dominio: string,
  lock: 'lock' | 'plain' = 'plain',
): Promise<CertifiedDomainRow | undefined> {
  const found = await sql<CertifiedDomainRow>`
    select ${sql.raw(certifiedDomainColumns)} from certified_domains where account_id = ${accountId} and dominio = ${dominio}
    order by stato = 'revocato', place desc limit 1${sql.raw(lock === 'lock' ? ' for update' : '')}`.execute(db)
  return found.rows[0]
}

/** The account's domains, newest first; without a limit all of them. */
export async function listCertifiedDomains(
  db: Reader,
  accountId: string,
  page: { skip: number; limit: number | null },
): Promise<CertifiedDomainRow[]> {
  const found = await sql<CertifiedDomainRow>`
    select ${sql.raw(certifiedDomainColumns)} from certified_domains where account_id = ${accountId}
    order by registrazione desc, place desc limit ${page.limit} offset ${page.skip}`.execute(db)
  return found.rows
}

/**
 * Whether a name is anybody's, and not revoked, or a provider is being asked to make it so; apart from the domain of the
 * id `exceptId`.
 */
export async function isDomainTaken(db: Reader, dominio: string, exceptId = ''): Promise<boolean> {
  const found = await sql<{ taken: boolean }>`
    select exists (
      select from certified_domains where dominio = ${dominio} and stato <> 'revocato' and id <> ${exceptId}
    ) or exists (
      select from provider_operations
      where state = 'pending' and subject_kind = 'domain-name' and subject_id = ${dominio}
    ) or exists (
      select from certified_domains d join provider_operations o
        on o.state = 'pending' and o.subject_kind = 'certified-domain' and o.subject_id = d.id
      where d.dominio = ${dominio} and d.id <> ${exceptId}
    ) as taken`.execute(db)
  return found.rows[0]?.taken === true
}

/** What is kept of a check beside its verdict. */
export interface CheckDetail {
  expected: string[]
  found: string[]
  problem: { italian: string; english: string } | null
  evidence: {
    question: { name: string; type: string }
    resolver: string
    transport: 'udp' | 'tcp'
    outcome: 'answered' | 'timeout' | 'unreachable' | 'malformed'
    rcode: string | null
    records: { name: string; type: string; ttl: number; data: string }[]
    omitted: number
    took_ms: number
    asked_at: string
  }[]
}

/** The last look at one kind of record. */
export interface KeptCheck {
  name: string
  verdict: 'OK' | 'KO' | 'UNKNOWN'
  /** What was found, expected and wrong, with evidence; as it was written. */
  detail: CheckDetail
  checked_at: Date
}

/** Keeps the latest look at a domain's records in place of the one before. */
export async function keepChecks(tx: Writer, domainId: string, checks: readonly KeptCheck[]): Promise<void> {
  if (checks.length === 0) return
  await tx
    .insertInto('domain_checks')
    .values(checks.map((one) => ({ ...one, domain_id: domainId, detail: JSON.stringify(one.detail) })))
    .onConflict((conflict) =>
      conflict.columns(['domain_id', 'name']).doUpdateSet((row) => ({
        verdict: row.ref('excluded.verdict'),
        detail: row.ref('excluded.detail'),
        checked_at: row.ref('excluded.checked_at'),
      })),
    )
    .execute()
}

/** The last look at each record of a domain. */
export async function findChecks(db: Reader, domainId: string): Promise<KeptCheck[]> {
  const found = await sql<KeptCheck>`
    select name, verdict, detail, checked_at from domain_checks where domain_id = ${domainId}`.execute(db)
  return found.rows
}
