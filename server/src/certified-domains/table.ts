// The certified domains: what finds rows, the one statement that adds one, and the last look at their records.
import { sql } from 'kysely'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import type { CertifiedDomainState } from '../model/certified-domain.lifecycle.ts'
import type { Reader, Writer } from '../store/database.ts'
import type { Callback, DomainColumns } from '../store/schema.ts'

/** A domain as read: instants of the wire are Unix seconds, dates are dd/mm/yyyy in Europe/Rome. */
export interface CertifiedDomainRow extends DomainColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  version: number
  stato: CertifiedDomainState
  autorinnovo: boolean
  callback: Callback | null
  registrazione: number
  ultima_modifica: number
  scadenza: number
  certificazione: number | null
  revoca: number | null
  data_scadenza: string
  data_certificazione: string | null
  check_at: Date | null
  broken_since: Date | null
  suspended_at: Date | null
}

/** Everything a new row needs. */
export interface NewCertifiedDomain extends DomainColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  callback: Callback | null
  scadenza: Date
  check_at: Date
  remind_at: Date | null
}

const seconds = (column: string) => `extract(epoch from ${column})::int8 as ${column}`
const romeDate = (column: string, as: string) => `to_char(${column} at time zone 'Europe/Rome', 'DD/MM/YYYY') as ${as}`
const instants = ['registrazione', 'ultima_modifica', 'scadenza', 'certificazione', 'revoca']

/** Column list of a whole row, for statements that answer one. */
export const certifiedDomainColumns = sql.raw(`id, account_id, provider, provider_ref, version, stato, dominio,
  fornitore, tipo_dominio, stato_fornitore, dns, config, certif, anni, numero_pec, id_ordine, autorinnovo, callback,
  ${instants.map(seconds).join(', ')}, ${romeDate('scadenza', 'data_scadenza')},
  ${romeDate('certificazione', 'data_certificazione')}, check_at, broken_since, suspended_at`)

/** The account's domain of that id, if any; locked until the transaction ends when `lock` is asked for. */
export async function findCertifiedDomain(
  db: Reader,
  id: string,
  accountId: string,
  lock: 'lock' | 'plain' = 'plain',
): Promise<CertifiedDomainRow | undefined> {
  const found = await sql<CertifiedDomainRow>`
    select ${certifiedDomainColumns} from certified_domains
    where id = ${id} and account_id = ${accountId}${sql.raw(lock === 'lock' ? ' for update' : '')}`.execute(db)
  return found.rows[0]
}

/** Any account's domain, locked until the transaction ends; one another process holds is skipped, or waited for. */
export async function lockCertifiedDomain(
  tx: Writer,
  id: string,
  held: 'skip' | 'wait' = 'skip',
): Promise<CertifiedDomainRow | undefined> {
  const skip = sql.raw(held === 'skip' ? ' skip locked' : '')
  const found = await sql<CertifiedDomainRow>`
    select ${certifiedDomainColumns} from certified_domains where id = ${id} for update${skip}`.execute(tx)
  return found.rows[0]
}

/** Any account's domain of that id, as it is just now. */
export async function readCertifiedDomain(db: Reader, id: string): Promise<CertifiedDomainRow | undefined> {
  const found = await sql<CertifiedDomainRow>`
    select ${certifiedDomainColumns} from certified_domains where id = ${id}`.execute(db)
  return found.rows[0]
}

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
    select ${certifiedDomainColumns} from certified_domains where account_id = ${accountId} and dominio = ${dominio}
    order by stato = 'revocato', id desc limit 1${sql.raw(lock === 'lock' ? ' for update' : '')}`.execute(db)
  return found.rows[0]
}

/** The account's domains, newest first; without a limit all of them. */
export async function listCertifiedDomains(
  db: Reader,
  accountId: string,
  page: { skip: number; limit: number | null },
): Promise<CertifiedDomainRow[]> {
  const found = await sql<CertifiedDomainRow>`
    select ${certifiedDomainColumns} from certified_domains where account_id = ${accountId}
    order by id desc limit ${page.limit} offset ${page.skip}`.execute(db)
  return found.rows
}

/** Whether the account has or had any domain. */
export async function ownsCertifiedDomains(db: Reader, accountId: string): Promise<boolean> {
  const found = await sql<{ any: boolean }>`
    select exists (select from certified_domains where account_id = ${accountId}) as any`.execute(db)
  return found.rows[0]?.any === true
}

/** Whether a name is anybody's, and not revoked. */
export async function isDomainTaken(db: Reader, dominio: string): Promise<boolean> {
  const found = await sql<{ taken: boolean }>`
    select exists (
      select from certified_domains where dominio = ${dominio} and stato <> 'revocato'
    ) as taken`.execute(db)
  return found.rows[0]?.taken === true
}

/**
 * Adds a domain with its first history row, in one statement. Gives undefined when the name is taken.
 */
export async function insertCertifiedDomain(
  tx: Writer,
  domain: NewCertifiedDomain,
  now: Date,
): Promise<CertifiedDomainRow | undefined> {
  const row: Record<string, unknown> = {
    ...domain,
    callback: domain.callback === null ? null : JSON.stringify(domain.callback),
    stato: certifiedDomainLifecycle.initial,
    registrazione: now,
    ultima_modifica: now,
  }
  const added = await sql<CertifiedDomainRow>`
    with added as (
      insert into certified_domains (${sql.raw(Object.keys(row).join(', '))}) values (${sql.join(Object.values(row))})
      on conflict (dominio) where stato <> 'revocato' do nothing
      returning *
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at)
      select 'domain', id, version, 'order', null, stato, 'customer', registrazione from added
    )
    select ${certifiedDomainColumns} from added`.execute(tx)
  return added.rows[0]
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
