// The imported index of certified domains: replaced as a whole, queried one domain at a time.
import { sql } from 'kysely'
import type { Reader, Writer } from '../store/database.ts'

export type IndexSource = 'ldif' | 'signed-ldif' | 'list' | 'signed-list'

/** A new index: its distinct domains and where they come from. */
export interface NewIndex {
  entries: Iterable<readonly [dominio: string, provider: string | null]>
  /** Of providers' certificates: SHA-1 (hex, upper case). */
  certificates: Iterable<readonly [sha1: string, provider: string]>
  domains: number
  providers: number
  unreadable: number
  source: IndexSource
  signer: string | null
  asOf: Date
  sha256: string
}

/** How a new index differs from the previous one. */
export interface IndexChange {
  before: number
  added: number
  removed: number
  kept: number
}

export type Replaced =
  ({ is: 'replaced' } & IndexChange) | { is: 'busy' } | { is: 'shrinks'; before: number; domains: number }

export interface ImportRow {
  imported_at: Date
  source: IndexSource
  signer: string | null
  as_of: Date
  sha256: string
  domains: number
  providers: number
}

const ENTRIES_AT_ONCE = 5_000
/** Minimum share of its size that an index keeps when it is replaced without force. */
const LEAST_KEPT = 0.8

/**
 * Replaces the index in the caller's transaction. Does nothing when another import is running (`busy`), or when the
 * index would lose more than a fifth of its size without `forced` (`shrinks`).
 */
export async function replaceIndex(
  tx: Writer,
  index: NewIndex,
  { now, forced }: { now: Date; forced: boolean },
): Promise<Replaced> {
  const locked = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('import of the pec index', 0)) as locked`.execute(tx)
  if (locked.rows[0]?.locked !== true) return { is: 'busy' }
  const counted = await sql<{ n: number }>`select count(*) as n from pec_index_domains`.execute(tx)
  const before = counted.rows[0]?.n ?? 0
  const { domains } = index
  if (!forced && domains < before * LEAST_KEPT) return { is: 'shrinks', before, domains }
  await loadEntries(tx, index.entries)
  const deleted = await sql`
    delete from pec_index_domains d where not exists (select from pec_index_staged s where s.dominio = d.dominio)`.execute(
    tx,
  )
  await sql`
    insert into pec_index_domains (dominio, provider) select dominio, provider from pec_index_staged
    on conflict (dominio) do update set provider = excluded.provider
    where pec_index_domains.provider is distinct from excluded.provider`.execute(tx)
  await replaceCertificates(tx, index.certificates)
  const removed = Number(deleted.numAffectedRows ?? 0)
  const kept = before - removed
  const change = { before, added: domains - kept, removed, kept }
  await note(tx, index, change, { now, forced })
  return { is: 'replaced', ...change }
}

/** Loads the new domains into a temporary table of this transaction, a few thousand at a time. */
async function loadEntries(tx: Writer, entries: NewIndex['entries']): Promise<void> {
  await sql`
    create temporary table pec_index_staged (dominio text collate "C" primary key, provider text)
    on commit drop`.execute(tx)
  let [domains, providers]: [string[], (string | null)[]] = [[], []]
  const flush = async () => {
    if (domains.length === 0) return
    await sql`
      insert into pec_index_staged (dominio, provider)
      select * from unnest(${domains}::text[], ${providers}::text[])`.execute(tx)
    ;[domains, providers] = [[], []]
  }
  for (const [dominio, provider] of entries) {
    domains.push(dominio)
    providers.push(provider)
    if (domains.length === ENTRIES_AT_ONCE) await flush()
  }
  await flush()
  await sql`analyze pec_index_staged`.execute(tx)
}

async function replaceCertificates(tx: Writer, certificates: NewIndex['certificates']): Promise<void> {
  const known = [...certificates]
  const [hashes, providers] = [known.map(([sha1]) => sha1), known.map(([, provider]) => provider)]
  await sql`delete from pec_index_certificates`.execute(tx)
  await sql`
    insert into pec_index_certificates (sha1, provider)
    select * from unnest(${hashes}::text[], ${providers}::text[])`.execute(tx)
}

async function note(
  tx: Writer,
  index: NewIndex,
  { added, removed, kept }: IndexChange,
  { now, forced }: { now: Date; forced: boolean },
): Promise<void> {
  const { source, signer, asOf, sha256, domains, providers, unreadable } = index
  await sql`
    insert into pec_index_imports (imported_at, source, signer, as_of, sha256, domains, providers, added, removed, kept,
      unreadable, forced)
    values (${now}, ${source}, ${signer}, ${asOf}, ${sha256}, ${domains}, ${providers}, ${added}, ${removed}, ${kept},
      ${unreadable}, ${forced})`.execute(tx)
}

/** The current import, if there is one. */
export async function lastImport(db: Reader): Promise<ImportRow | undefined> {
  const found = await sql<ImportRow>`
    select imported_at, source, signer, as_of, sha256, domains, providers
    from pec_index_imports order by id desc limit 1`.execute(db)
  return found.rows[0]
}

/** Whether the current index contains a domain (lower case, A-labels). */
export async function isInIndex(db: Reader, dominio: string): Promise<boolean> {
  const found = await sql<{ named: boolean }>`
    select exists (select from pec_index_domains where dominio = ${dominio}) as named`.execute(db)
  return found.rows[0]?.named === true
}

/** The providers the current index names for a certificate (SHA-1, hex, upper case) and for a domain; null for none. */
export async function providersNamed(
  db: Reader,
  { sha1, domain }: { sha1: string; domain: string },
): Promise<{ certificateOf: string | null; domainOf: string | null }> {
  const found = await sql<{ certificate_of: string | null; domain_of: string | null }>`
    select (select provider from pec_index_certificates where sha1 = ${sha1}) as certificate_of,
      (select provider from pec_index_domains where dominio = ${domain}) as domain_of`.execute(db)
  const { certificate_of = null, domain_of = null } = found.rows[0] ?? {}
  return { certificateOf: certificate_of, domainOf: domain_of }
}

/** What the database knows about a domain, the age of the index it used, and the caller's credit. */
export interface DomainEvidence {
  isCertified: boolean
  asOf: Date | null
  availableCents: number
}

/**
 * Looks up a domain (lower case, A-labels) in the index, then among our own certified domains, in one statement. It
 * also reads the caller's wallet, because a refusal for insufficient credit must not depend on the result.
 */
export async function evidenceOf(db: Reader, dominio: string, accountId: string): Promise<DomainEvidence> {
  const found = await sql<{ is_certified: boolean; as_of: Date | null; available_cents: number | null }>`
    select exists (select from pec_index_domains where dominio = ${dominio})
        or exists (select from certified_domains where dominio = ${dominio} and stato = 'evaso' and certif = 'OK')
        as is_certified,
      (select as_of from pec_index_imports order by id desc limit 1) as as_of,
      (select balance_cents - held_cents from wallets where account_id = ${accountId}) as available_cents`.execute(db)
  const { is_certified = false, as_of = null, available_cents = 0 } = found.rows[0] ?? {}
  return { isCertified: is_certified, asOf: as_of, availableCents: available_cents ?? 0 }
}
