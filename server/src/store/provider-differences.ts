// What the nightly comparison with providers found and how far it is (docs/providers.md).
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'
import type { Resource, ResourceRow } from './resource.ts'

/** Adds the providers that are compared and were not, each first compared at that moment. */
export async function addComparisons(db: Reader, providers: readonly string[], firstAt: Date): Promise<void> {
  await sql`
    insert into provider_comparisons (provider, next_at, left_tonight)
    select name, ${firstAt}, 0 from unnest(${[...providers]}::text[]) as n (name)
    on conflict do nothing`.execute(db)
}

/** When the next part of a comparison with one of those providers is due; undefined before `addComparisons`. */
export async function nextComparison(db: Reader, providers: readonly string[]): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(next_at) as at from provider_comparisons where provider = any(${[...providers]}::text[])`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** The comparison with a provider that is due, locked; undefined where it is not, or another process is at it. */
export async function lockDueComparison(
  tx: Writer,
  provider: string,
  now: Date,
): Promise<{ left_tonight: number } | undefined> {
  const found = await sql<{ left_tonight: number }>`
    select left_tonight from provider_comparisons where provider = ${provider} and next_at <= ${now}
    for update skip locked`.execute(tx)
  return found.rows[0]
}

/** Sets how many are left tonight, and when the next are due. */
export async function setComparison(tx: Writer, provider: string, left: number, next: Date): Promise<void> {
  await sql`
    update provider_comparisons set left_tonight = ${left}, next_at = ${next} where provider = ${provider}`.execute(tx)
}

/** How many resources of a kind a provider has. */
export async function countAt(db: Reader, { table }: Resource, provider: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)}
    where provider = ${provider} and provider_ref is not null`.execute(db)
  return found.rows[0]?.count ?? 0
}

/** Takes the resources of a kind that were compared longest ago in hand: as compared at `now`, which is later than theirs. */
export async function claimForComparison<Row extends ResourceRow>(
  tx: Writer,
  { table, columns }: Resource<Row>,
  { provider, limit, now, before }: { provider: string; limit: number; now: Date; before: Date },
): Promise<Row[]> {
  const found = await sql<Row>`
    with due as (
      select id as due_id from ${sql.table(table)}
      where provider = ${provider} and provider_ref is not null and (compared_at is null or compared_at < ${before})
      order by compared_at nulls first limit ${limit} for update skip locked
    )
    update ${sql.table(table)} set compared_at = ${now} from due where id = due_id
    returning ${sql.raw(columns)}`.execute(tx)
  return found.rows
}

/** How a fact stands here and there; null for nothing. */
export type Differences = Readonly<Record<string, { here: string | number | null; there: string | number | null }>>

/** Notes what differs now in a resource; returns whether that is another thing than was known. */
export async function noteDifferences(
  tx: Writer,
  { kind }: Resource,
  { id, account_id, provider }: ResourceRow,
  differences: Differences,
  now: Date,
): Promise<boolean> {
  if (Object.keys(differences).length === 0) {
    const gone = await sql`delete from provider_differences where resource_id = ${id}`.execute(tx)
    return gone.numAffectedRows === 1n
  }
  const text = JSON.stringify(differences)
  const noted = await sql`
    insert into provider_differences as d (resource_id, resource_kind, account_id, provider, differences, noted_at)
    values (${id}, ${kind}, ${account_id}, ${provider}, ${text}, ${now})
    on conflict (resource_id) do update set differences = excluded.differences, noted_at = excluded.noted_at
    where d.differences::text <> excluded.differences::text`.execute(tx)
  return noted.numAffectedRows === 1n
}

/** Resources that stand otherwise at their provider than here, by provider; those without any are missing. */
export async function countDifferences(db: Reader): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ provider: string; count: number }>`
    select provider, count(*)::int as count from provider_differences group by provider`.execute(db)
  return new Map(found.rows.map(({ provider, count }) => [provider, count]))
}
