// A file of calls as it comes in: read, each row sealed.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { newResourceId } from '../model/resource-id.ts'
import { parametersOf } from '../pipeline/call-with.ts'
import type { Operation } from '../pipeline/operation.ts'
import { sealedFor } from './make-row.ts'
import { MOST_ROWS, readFile } from './read-file.ts'
import type { FileRow, Taken } from './read-file.ts'
import type { NewBulkRow } from './table.ts'

/** A file that can be worked: what it will be known by, however its rows were written down, and its rows. */
export interface HandedIn {
  id: string
  fileHash: string
  rows: NewBulkRow[]
}

const SEALED_A_TURN = 200

/** Reads a file of calls of an operation. Refuses with 161, 162 and 163 what is none. */
export async function handIn(context: Context, operation: Operation, file: Uint8Array): Promise<HandedIn> {
  const read = await readFile(file, takenBy(operation))
  if (read.is === 'unreadable') throw ownRefusal(161, { line: read.line, why: read.why })
  if (read.is === 'unknown column') throw ownRefusal(162, { column: read.column })
  if (read.is === 'too many rows' || read.rows.length === 0) throw ownRefusal(163, { max: MOST_ROWS })
  const id = newResourceId(context.clock.now())
  return { id, ...(await sealed(context, id, read.rows)) }
}

/** What registers an address names something new; nothing else does. */
function takenBy({ path, query, body, refusals }: Operation): Taken {
  const makes = refusals.some(({ name }) => name === 'taken') && 'casella_pec' in body
  const members = [...parametersOf(path), ...Object.keys(query), ...Object.keys(body)]
  return { columns: [...members, 'renewal_from', 'key'], name: makes ? 'casella_pec' : undefined }
}

async function sealed(context: Context, id: string, rows: readonly FileRow[]): Promise<Omit<HandedIn, 'id'>> {
  const hash = createHash('sha256')
  const first = new Map<string, number>()
  const done: NewBulkRow[] = []
  for (const [n, { body, key, name }] of rows.entries()) {
    if (n > 0 && n % SEALED_A_TURN === 0) await setImmediate()
    hash.update(`${Buffer.byteLength(body)}:${body}`)
    const same_as = name === null ? undefined : first.get(name)
    if (name !== null && same_as === undefined) first.set(name, n + 1)
    done.push({ key, same_as: same_as ?? null, members: context.sealer.sealText(sealedFor(id), body) })
  }
  return { fileHash: hash.digest('hex'), rows: done }
}
