// Everything that is known of a person, as rows and documents, for themselves.
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { ObjectMissingError } from '../documents/object-store.ts'
import type { Reader } from '../store/database.ts'
import { personalKinds } from './erase.ts'
import { beginRecord, endRecord, findPerson, MOST_RESOURCES, personHash } from './person.ts'
import type { FoundResource, Named } from './person.ts'

/** A table with rows about a resource, and how they belong to it. */
const about: readonly (readonly [table: string, column: string, order: string])[] = [
  ['history', 'subject_id', 'sequence'],
  ['events', 'subject_id', 'at'],
  ['callback_deliveries', 'subject_id', 'created_at'],
  ['documents', 'owner_id', 'created_at'],
  ['issued_forms', 'owner_id', 'issued_at'],
  ['signature_checks', 'request_id', 'id'],
  ['provider_differences', 'resource_id', 'noted_at'],
]

/** Tells of us, not of them: keys in the store, and what answers for nothing. */
const ours = sql`'{object_key,key_id,place,claimed_until,owner_id,subject_id,subject_kind}'::text[]`

/** One file of an export: `person.json`, or a document. */
export interface ExportedFile {
  name: string
  bytes: Uint8Array
}

export type Exported =
  { is: 'known'; files: AsyncGenerator<ExportedFile> } | { is: 'unknown' } | { is: 'too many'; most: number }

/** Collects what is known of a person; the record of it begins with the first file that is taken, and ends with the last. */
export async function exportPerson(context: Context, named: Named, operatorId?: string): Promise<Exported> {
  const { kysely } = context.database
  const { resources, people, accounts } = await findPerson(kysely, named)
  if (resources.length > MOST_RESOURCES) return { is: 'too many', most: MOST_RESOURCES }
  if (resources.length + people.length + accounts.length === 0) return { is: 'unknown' }
  return { is: 'known', files: files() }

  async function* files(): AsyncGenerator<ExportedFile> {
    const record = { act: 'export', hash: await personHash(context, named), operatorId } as const
    const recordId = await beginRecord(kysely, record, context.clock.now())
    const told = []
    for (const resource of resources) told.push(await everythingAbout(kysely, resource))
    const members = []
    for (const { table, id } of people) members.push(await personIn(kysely, table, id))
    const json = { at: context.clock.now(), [named.by]: named.value, resources: told, people: members, accounts }
    yield { name: 'person.json', bytes: Buffer.from(JSON.stringify(json, null, 2)) }
    let documents = 0
    for (const resource of resources)
      for await (const file of documentsOf(context, resource)) {
        documents += 1
        yield file
      }
    const counts = { resources: resources.length, people: people.length, documents }
    await endRecord(kysely, recordId, counts, context.clock.now())
  }
}

async function everythingAbout(db: Reader, { kind, id }: FoundResource): Promise<unknown> {
  const { table } = personalKinds[kind]
  const rows = async (of: string, column: string, order: string) => {
    const found = await sql<{ row: unknown }>`
      select to_jsonb(t) - ${ours} as row from ${sql.table(of)} t where ${sql.ref(column)} = ${id}
      order by ${sql.ref(order)}`.execute(db)
    return found.rows.map(({ row }) => row)
  }
  const [resource] = await rows(table, 'id', 'id')
  const told: Record<string, unknown> = { kind, [table]: resource }
  for (const [of, column, order] of about) told[of] = await rows(of, column, order)
  return told
}

/** Without what opens something or is compared with what does, whatever is added one day. */
async function personIn(db: Reader, table: 'members' | 'operators', id: string): Promise<unknown> {
  const found = await sql<{ row: object }>`
    select jsonb_object_agg(key, value) as row from ${sql.table(table)} t, jsonb_each(to_jsonb(t))
    where t.id = ${id} and key !~ '_(hash|hashes|secret|step)$' and key <> 'place'`.execute(db)
  return { kind: table, ...found.rows[0]?.row }
}

/** Opens documents one after the other; what is missing in the store is left out. */
async function* documentsOf({ database, vault }: Context, { kind, id }: FoundResource): AsyncGenerator<ExportedFile> {
  const found = await sql<{ key: string; name: string; submission: number }>`
    select object_key as key, name, submission from documents where owner_kind = ${kind} and owner_id = ${id}
    order by submission, name`.execute(database.kysely)
  for (const { key, name, submission } of found.rows) {
    const bytes = await vault.read({ key, name, owner: { kind, id } }).catch((error: unknown) => {
      if (error instanceof ObjectMissingError) return undefined
      throw error
    })
    if (bytes !== undefined) yield { name: `documents/${id}/${submission}/${name}`, bytes }
  }
}
