// Imported trusted lists: one a country, replaced as a whole.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'

export interface TrustListRow {
  territory: string
  sequence: number
  issued_at: Date
  next_update: Date | null
  sha256: string
  signer: Buffer
  imported_at: Date
}

export interface TrustedServiceRow {
  territory: string
  name: string
  certificate: Buffer
  history: { from: string; granted: boolean }[]
}

/** A text that changes with every import. */
export async function trustListsVersion(db: Reader): Promise<string> {
  const found = await sql<{ version: string | null }>`
    select string_agg(territory || sequence || sha256, ' ' order by territory) as version from trust_lists`.execute(db)
  return found.rows[0]?.version ?? ''
}

/** What is known of a list without its certificates; `issuers`: how many it names. */
export type TrustListState = Pick<
  TrustListRow,
  'territory' | 'sequence' | 'issued_at' | 'next_update' | 'imported_at'
> & { issuers: number }

/** All lists by country, as far as that goes. */
export async function trustListStates(db: Reader): Promise<TrustListState[]> {
  const found = await sql<TrustListState>`
    select l.territory, l.sequence, l.issued_at, l.next_update, l.imported_at,
      (select count(*) from trusted_services s where s.territory = l.territory) as issuers
    from trust_lists l order by l.territory`.execute(db)
  return found.rows
}

/** All lists by country, and their services. */
export async function readTrustLists(db: Reader): Promise<{ lists: TrustListRow[]; services: TrustedServiceRow[] }> {
  const lists = await db.selectFrom('trust_lists').selectAll().orderBy('territory').execute()
  const services = await db
    .selectFrom('trusted_services')
    .select(['territory', 'name', 'certificate', 'history'])
    .orderBy('territory')
    .orderBy('position')
    .execute()
  return { lists, services }
}

/** The list of a country, locked until the transaction ends: two imports come one after the other. */
export async function lockTrustList(tx: Writer, territory: string): Promise<TrustListRow | undefined> {
  await sql`select pg_advisory_xact_lock(hashtext(${`trust list ${territory}`}))`.execute(tx)
  return tx.selectFrom('trust_lists').selectAll().where('territory', '=', territory).executeTakeFirst()
}

/** Puts a list in the place of the country's former one, with all its services. */
export async function replaceTrustList(
  tx: Writer,
  list: TrustListRow,
  services: readonly Omit<TrustedServiceRow, 'territory'>[],
): Promise<void> {
  await tx.deleteFrom('trust_lists').where('territory', '=', list.territory).execute()
  await tx.insertInto('trust_lists').values(list).execute()
  const rows = services.map(({ name, certificate, history }, position) => ({
    territory: list.territory,
    position,
    name,
    certificate,
    history: JSON.stringify(history),
  }))
  for (let from = 0; from < rows.length; from += 1_000) {
    await tx
      .insertInto('trusted_services')
      .values(rows.slice(from, from + 1_000))
      .execute()
  }
}
