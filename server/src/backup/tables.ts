// What a backup has to know of the tables: which there are, in which order they can be filled, where their numbers stand.
import type { ClientBase } from 'pg'

export interface TableFacts {
  name: string
  /** In their order, without those the database computes. */
  columns: string[]
}

export interface SequenceFacts {
  name: string
  last: number
}

/** Bookkeeping of the migrations: restored by running them. */
const OF_MIGRATIONS = ['kysely_migration', 'kysely_migration_lock']

/** All tables that last, each after those it refers to. What is unlogged is lost at a crash too, and left out. */
export async function tablesInOrder(client: ClientBase): Promise<TableFacts[]> {
  const tables = await client.query<TableFacts>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relpersistence = 'p'
      and c.relname <> all ($1) group by c.relname order by c.relname`,
    [OF_MIGRATIONS],
  )
  const references = await client.query<{ name: string; to: string }>(
    `select distinct f.relname as name, t.relname as to from pg_constraint k
    join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = current_schema()::regnamespace and k.conrelid <> k.confrelid`,
  )
  return inOrder(tables.rows, references.rows)
}

function inOrder(tables: readonly TableFacts[], references: readonly { name: string; to: string }[]): TableFacts[] {
  const ordered: TableFacts[] = []
  const left = new Map(tables.map((table) => [table.name, table]))
  while (left.size > 0) {
    const ready = [...left.values()].filter(
      ({ name }) => !references.some((one) => one.name === name && left.has(one.to)),
    )
    if (ready.length === 0) throw new Error('tables refer to each other in a circle')
    for (const table of ready) {
      ordered.push(table)
      left.delete(table.name)
    }
  }
  return ordered
}

/** Where the numbers stand that the database gives. */
export async function readSequences(client: ClientBase): Promise<SequenceFacts[]> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `select sequencename as name, last_value::text as last from pg_sequences
    where schemaname = current_schema() and last_value is not null`,
  )
  return rows.map(({ name, last }) => ({ name, last: Number(last) }))
}

/** A table with its columns, as COPY names them. */
export const written = (client: ClientBase, { name, columns }: TableFacts): string =>
  `${client.escapeIdentifier(name)} (${columns.map((column) => client.escapeIdentifier(column)).join(', ')})`
