// Putting messages into folders: UIDs are given under the lock of the folder, space is taken under that of the mailbox.
import { sql } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'

/** A body that is to be in a folder. */
export interface Deposit {
  boxId: string
  folder: string
  body: { id: string; sizeBytes: number }
  flags?: readonly string[]
  receivedAt: Date
  /** `unlimited` for receipts: they are owed, whatever space is left. */
  limitBytes: number | 'unlimited'
}

export interface Deposited {
  folderId: string
  uid: number
  uidValidity: number
}

/** Puts a message into a folder of a mailbox, which is locked with that. */
export async function deposit(tx: Reader, given: Deposit): Promise<Deposited | 'over quota' | 'no such folder'> {
  const { boxId, folder, body, flags = [], receivedAt, limitBytes } = given
  const found = await sql<{ hasSpace: boolean; put: Deposited | null }>`
    with space as (${withSpace(boxId, body.sizeBytes, limitBytes)} returning id), place as (
      update gestore.folders f set uid_next = uid_next + 1, version = version + 1, messages = messages + 1
      from space where f.box_id = space.id and f.name = ${folder} and not f.is_history
      returning f.id, f.uid_next - 1 as uid, f.version, f.uid_validity
    ), put as (
      insert into gestore.mails (folder_id, uid, body_id, flags, received_at, version)
      select id, uid, ${body.id}, ${[...flags]}::text[], ${receivedAt}, version from place
    )
    select exists (select from space) as "hasSpace",
      (select json_build_object('folderId', id::text, 'uid', uid, 'uidValidity', uid_validity) from place) as put`.execute(
    tx,
  )
  const { hasSpace, put } = found.rows[0] ?? { hasSpace: false, put: null }
  if (put !== null) return put
  if (!hasSpace) return 'over quota'
  await takeSpace(tx, boxId, -body.sizeBytes, 'unlimited')
  return 'no such folder'
}

const withSpace = (boxId: string, bytes: number, limitBytes: number | 'unlimited') => {
  const limit = limitBytes === 'unlimited' ? null : limitBytes
  return sql`update gestore.boxes set used_bytes = greatest(0, used_bytes + ${bytes})
    where id = ${boxId} and (${limit}::bigint is null or used_bytes + ${bytes} <= ${limit}::bigint)`
}

/** Adds bytes to what a mailbox uses, unless that would be too much; the mailbox is locked then. */
export async function takeSpace(
  tx: Reader,
  boxId: string,
  bytes: number,
  limitBytes: number | 'unlimited',
): Promise<boolean> {
  const taken = await withSpace(boxId, bytes, limitBytes).execute(tx)
  return taken.numAffectedRows === 1n
}

/** Keeps a copy in the history of a mailbox, where it has one and there is space; returns the folder. */
export async function depositInHistory(
  tx: Reader,
  { boxId, body, receivedAt, limitBytes }: Pick<Deposit, 'boxId' | 'body' | 'receivedAt'> & { limitBytes: number },
): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    with space as (
      update gestore.boxes set history_bytes = history_bytes + ${body.sizeBytes}
      where id = ${boxId} and history_bytes + ${body.sizeBytes} <= ${limitBytes} returning id
    ), place as (
      update gestore.folders f set uid_next = uid_next + 1, version = version + 1, messages = messages + 1
      from space where f.box_id = space.id and f.is_history
      returning f.id, f.uid_next - 1 as uid, f.version
    )
    insert into gestore.mails (folder_id, uid, body_id, flags, received_at, version)
    select id, uid, ${body.id}, ${['\\Seen']}::text[], ${receivedAt}, version from place
    returning folder_id::text as id`.execute(tx)
  return found.rows[0]?.id
}
