// Messages in folders as rows. Whatever changes one raises the version of its folder, under the folder's lock.
import { sql } from 'kysely'
import type { Reader, Writer } from '../../../server/src/store/database.ts'
import { takeSpace } from './deposit.ts'
import type { Copied, FlagChange, FlaggedUid, MessageRow, NoFolder, OverQuota } from './mailbox.ts'

export async function flaggedUids(db: Reader, folderId: string): Promise<FlaggedUid[]> {
  const found = await sql<FlaggedUid>`
    select uid, flags from gestore.mails where folder_id = ${folderId} order by uid`.execute(db)
  return found.rows
}

/** Rows of those that are still there, in order. */
export async function messageRows(db: Reader, folderId: string, uids: readonly number[]): Promise<MessageRow[]> {
  const found = await sql<MessageRow>`
    select m.uid, m.body_id as "bodyId", m.received_at as "receivedAt", b.size_bytes as "sizeBytes", b.envelope,
      b.body_structure as "bodyStructure"
    from gestore.mails m join gestore.bodies b on b.id = m.body_id
    where m.folder_id = ${folderId} and m.uid = any(${[...uids]}::bigint[]) order by m.uid`.execute(db)
  return found.rows
}

const changed: Readonly<Record<FlagChange, (flags: readonly string[]) => ReturnType<typeof sql>>> = {
  add: (flags) => sql`array(select distinct unnest(m.flags || ${[...flags]}::text[]))`,
  remove: (flags) => sql`array(select one from unnest(m.flags) one where one <> all(${[...flags]}::text[]))`,
  replace: (flags) => sql`${[...flags]}::text[]`,
}

/** Changes flags, and returns those of each message that is still there. */
export async function changeFlags(
  db: Reader,
  folderId: string,
  uids: readonly number[],
  change: FlagChange,
  flags: readonly string[],
): Promise<FlaggedUid[]> {
  const found = await sql<FlaggedUid>`
    with folder as (update gestore.folders set version = version + 1 where id = ${folderId} returning id, version)
    update gestore.mails m set flags = ${changed[change](flags)}, version = folder.version
    from folder where m.folder_id = folder.id and m.uid = any(${[...uids]}::bigint[])
    returning m.uid, m.flags`.execute(db)
  return found.rows.toSorted((one, other) => one.uid - other.uid)
}

interface Gone {
  uid: number
  bytes: number
}

/** Removes messages marked as deleted. The mailbox is locked. */
export async function expungeMessages(
  tx: Writer,
  boxId: string,
  folderId: string,
  uids: readonly number[] | undefined,
): Promise<number[]> {
  const among = uids === undefined ? sql`` : sql`and uid = any(${[...uids]}::bigint[])`
  return dropMessages(tx, boxId, folderId, sql`'\\Deleted' = any(flags) ${among}`)
}

/** Takes messages out of a folder and gives their space back. */
async function dropMessages(
  tx: Writer,
  boxId: string,
  folderId: string,
  which: ReturnType<typeof sql>,
): Promise<number[]> {
  const gone = await sql<Gone>`
    with folder as (select id from gestore.folders where id = ${folderId} for update),
    gone as (
      delete from gestore.mails m using folder where m.folder_id = folder.id and ${which} returning m.uid, m.body_id
    )
    select gone.uid, b.size_bytes as bytes from gone join gestore.bodies b on b.id = gone.body_id order by gone.uid`.execute(
    tx,
  )
  const bytes = gone.rows.reduce((sum, one) => sum + one.bytes, 0)
  if (gone.rows.length === 0) return []
  const folder = await sql<{ is_history: boolean }>`
    update gestore.folders set version = version + 1, messages = messages - ${gone.rows.length}
    where id = ${folderId} returning is_history`.execute(tx)
  if (folder.rows[0]?.is_history === true)
    await sql`update gestore.boxes set history_bytes = greatest(0, history_bytes - ${bytes}) where id = ${boxId}`.execute(
      tx,
    )
  else await takeSpace(tx, boxId, -bytes, 'unlimited')
  return gone.rows.map(({ uid }) => uid)
}

/** Copies messages into another folder of the mailbox, in order. The mailbox is locked. */
export async function copyMessages(
  tx: Writer,
  boxId: string,
  { folderId, uids, to, limitBytes }: { folderId: string; uids: readonly number[]; to: string; limitBytes: number },
): Promise<(Copied & { folderId: string }) | NoFolder | OverQuota> {
  const target = await lockTarget(tx, boxId, to)
  if (target === undefined) return 'no such folder'
  const { bytes } = await lockedSource(tx, folderId, uids)
  if (!(await takeSpace(tx, boxId, bytes, limitBytes))) return 'over quota'
  return putInto(tx, target, folderId, uids)
}

/** The same, and takes them out of the first folder. */
export async function moveMessages(
  tx: Writer,
  boxId: string,
  { folderId, uids, to }: { folderId: string; uids: readonly number[]; to: string },
): Promise<(Copied & { folderId: string }) | NoFolder> {
  const target = await lockTarget(tx, boxId, to)
  if (target === undefined) return 'no such folder'
  const { bytes } = await lockedSource(tx, folderId, uids)
  await takeSpace(tx, boxId, bytes, 'unlimited')
  const moved = await putInto(tx, target, folderId, uids)
  await dropMessages(tx, boxId, folderId, sql`m.uid = any(${[...moved.from]}::bigint[])`)
  return moved
}

interface Target {
  id: string
  uidNext: number
  uidValidity: number
}

/** Nobody but the gestore puts anything into the history. */
async function lockTarget(tx: Writer, boxId: string, name: string): Promise<Target | undefined> {
  const found = await sql<Target>`
    select id::text as id, uid_next as "uidNext", uid_validity as "uidValidity" from gestore.folders
    where box_id = ${boxId} and name = ${name} and not is_history for update`.execute(tx)
  return found.rows[0]
}

async function lockedSource(tx: Writer, folderId: string, uids: readonly number[]): Promise<{ bytes: number }> {
  const found = await sql<{ bytes: number }>`
    select coalesce(sum(b.size_bytes), 0)::bigint as bytes from (
      select body_id from gestore.mails where folder_id = ${folderId} and uid = any(${[...uids]}::bigint[])
      order by uid for update
    ) m join gestore.bodies b on b.id = m.body_id`.execute(tx)
  return found.rows[0] ?? { bytes: 0 }
}

async function putInto(
  tx: Writer,
  target: Target,
  folderId: string,
  uids: readonly number[],
): Promise<Copied & { folderId: string }> {
  const copied = await sql<{ from: number; to: number }>`
    with source as (
      select uid, body_id, flags, received_at, row_number() over (order by uid) as place
      from gestore.mails where folder_id = ${folderId} and uid = any(${[...uids]}::bigint[])
    ), folder as (
      update gestore.folders set version = version + 1, uid_next = uid_next + (select count(*) from source),
        messages = messages + (select count(*) from source)
      where id = ${target.id} returning version
    ), put as (
      insert into gestore.mails (folder_id, uid, body_id, flags, received_at, version)
      select ${target.id}::bigint, ${target.uidNext}::bigint + place - 1, body_id, flags, received_at, folder.version
      from source, folder
    )
    select uid as "from", ${target.uidNext}::bigint + place - 1 as "to" from source order by uid`.execute(tx)
  return {
    folderId: target.id,
    uidValidity: target.uidValidity,
    from: copied.rows.map(({ from }) => from),
    to: copied.rows.map(({ to }) => Number(to)),
  }
}
