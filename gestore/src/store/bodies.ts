// The bytes of messages: sealed like documents, but kept in the database, so that a message and what is done with it are
// one transaction (docs/decisions/0053-a-test-gestore-beside-the-sandbox.md).
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'
import { open, seal } from '../../../server/src/documents/sealing.ts'
import { readStructure } from '../../../server/src/messages/mime-structure.ts'
import { bodyStructureOf } from '../mime/body-structure.ts'
import { envelopeOf } from '../mime/envelope.ts'

/** A message as bytes, ready to be stored: what takes long is done before the transaction. */
export interface SealedBody {
  id: string
  sizeBytes: number
  header: Uint8Array
  content: Uint8Array
  envelope: string
  bodyStructure: string
}

export interface BodyStore {
  /** Reads and seals a message. */
  prepare(content: Uint8Array): Promise<SealedBody>
  /** Stores what was prepared. */
  keep(tx: Reader, body: SealedBody): Promise<void>
  content(db: Reader, id: string): Promise<Buffer | undefined>
  describe(db: Reader, id: string): Promise<{ id: string; sizeBytes: number } | undefined>
  /** The header of each, up to and with its empty line. */
  headers(db: Reader, ids: readonly string[]): Promise<Map<string, Buffer>>
}

/** Bodies sealed under a key of 32 bytes. */
export function bodyStore(key: Uint8Array): BodyStore {
  return {
    async prepare(content) {
      const id = randomUUID()
      const bytes = Buffer.from(content.buffer, content.byteOffset, content.length)
      const { root } = readStructure(bytes)
      const [header, sealed] = await Promise.all([
        seal(key, `mail-header:${id}`, bytes.subarray(0, root.bodyFrom)),
        seal(key, `mail:${id}`, bytes),
      ])
      const texts = { envelope: envelopeOf(root.fields), bodyStructure: bodyStructureOf(bytes, root) }
      return { id, sizeBytes: bytes.length, header, content: sealed, ...texts }
    },
    async keep(tx, { id, sizeBytes, header, content, envelope, bodyStructure }) {
      await sql`
        insert into gestore.bodies (id, size_bytes, header, content, envelope, body_structure)
        values (${id}, ${sizeBytes}, ${bytes(header)}, ${bytes(content)}, ${envelope}, ${bodyStructure})`.execute(tx)
    },
    async content(db, id) {
      const found = await sql<{ content: Buffer }>`select content from gestore.bodies where id = ${id}`.execute(db)
      const sealed = found.rows[0]?.content
      return sealed && buffer(await open([key], `mail:${id}`, sealed))
    },
    async describe(db, id) {
      const found = await sql<{ id: string; sizeBytes: number }>`
        select id, size_bytes as "sizeBytes" from gestore.bodies where id = ${id}`.execute(db)
      return found.rows[0]
    },
    async headers(db, ids) {
      const found = await sql<{ id: string; header: Buffer }>`
        select id, header from gestore.bodies where id = any(${[...ids]}::uuid[])`.execute(db)
      const opened = found.rows.map(
        async ({ id, header }) => [id, buffer(await open([key], `mail-header:${id}`, header))] as const,
      )
      return new Map(await Promise.all(opened))
    },
  }
}

const bytes = (given: Uint8Array) => Buffer.from(given.buffer, given.byteOffset, given.length)
const buffer = bytes

/** Removes bodies nothing names any more, at most so many; returns how many there were. */
export async function sweepBodies(db: Reader, atMost: number): Promise<number> {
  const gone = await sql`
    delete from gestore.bodies where id in (
      select b.id from gestore.bodies b
      where b.made_at < clock_timestamp() - interval '1 hour'
        and not exists (select from gestore.mails where body_id = b.id)
        and not exists (select from gestore.transmissions where original = b.id or envelope = b.id)
        and not exists (select from gestore.arrivals where body_id = b.id)
        and not exists (select from gestore.steps where body_id = b.id)
      order by b.made_at limit ${atMost} for update skip locked
    )`.execute(db)
  return Number(gone.numAffectedRows ?? 0n)
}
