// Folders of a mailbox as rows: lists, names, states.
import { sql } from 'kysely'
import type { Reader, Writer } from '../../../server/src/store/database.ts'
import { makeFolder } from './boxes.ts'
import type {
  FolderChanges,
  FolderName,
  FolderStatus,
  KnownFolder,
  NameProblem,
  NoFolder,
  SelectedFolder,
} from './mailbox.ts'

const MOST_FOLDERS = 500
const LONGEST_NAME = 255
const DEEPEST_NAME = 10

export async function listFolders(db: Reader, boxId: string): Promise<FolderName[]> {
  const found = await sql<{ name: string; special_use: string | null; is_subscribed: boolean }>`
    select name, special_use, is_subscribed from gestore.folders where box_id = ${boxId}
    order by name <> 'INBOX', name`.execute(db)
  return found.rows.map(({ name, special_use, is_subscribed }) => ({
    name,
    specialUse: special_use ?? undefined,
    isSubscribed: is_subscribed,
  }))
}

/** Makes a folder and those above it. The mailbox is locked. */
export async function createFolder(tx: Writer, boxId: string, name: string): Promise<NameProblem | undefined> {
  if (!isPossible(name)) return 'not possible'
  const { rows } = await sql<{ folders: number }>`
    select count(*)::int as folders from gestore.folders where box_id = ${boxId}`.execute(tx)
  const levels = name.split('/')
  if ((rows[0]?.folders ?? 0) + levels.length > MOST_FOLDERS) return 'too many'
  for (let depth = 1; depth < levels.length; depth += 1) await makeFolder(tx, boxId, levels.slice(0, depth).join('/'))
  return (await makeFolder(tx, boxId, name)) ? undefined : 'exists'
}

/** Removes a folder with what is in it. The mailbox is locked. */
export async function removeFolder(
  tx: Writer,
  boxId: string,
  name: string,
): Promise<NoFolder | NameProblem | undefined> {
  if (name === 'INBOX') return 'not possible'
  const found = await sql<{ id: string; is_history: boolean; bytes: number }>`
    select f.id, f.is_history, coalesce((
      select sum(b.size_bytes) from gestore.mails m join gestore.bodies b on b.id = m.body_id where m.folder_id = f.id
    ), 0)::bigint as bytes
    from gestore.folders f where box_id = ${boxId} and name = ${name} for update of f`.execute(tx)
  const folder = found.rows[0]
  if (folder === undefined) return 'no such folder'
  if (folder.is_history) return 'not possible'
  await sql`delete from gestore.folders where id = ${folder.id}`.execute(tx)
  await sql`update gestore.boxes set used_bytes = greatest(0, used_bytes - ${folder.bytes}) where id = ${boxId}`.execute(
    tx,
  )
  return undefined
}

/** Renames a folder and those below it. The mailbox is locked. */
export async function renameFolder(
  tx: Writer,
  boxId: string,
  from: string,
  to: string,
): Promise<NoFolder | NameProblem | undefined> {
  if (from === 'INBOX' || to.startsWith(`${from}/`) || !isPossible(to)) return 'not possible'
  const names = await sql<{ name: string; is_history: boolean }>`
    select name, is_history from gestore.folders where box_id = ${boxId}`.execute(tx)
  const folder = names.rows.find(({ name }) => name === from)
  if (folder === undefined) return 'no such folder'
  if (folder.is_history) return 'not possible'
  const renamed = names.rows.filter(({ name }) => name === from || name.startsWith(`${from}/`))
  const later = renamed.map(({ name }) => to + name.slice(from.length))
  if (names.rows.some(({ name }) => later.includes(name))) return 'exists'
  if (!later.every(isPossible)) return 'not possible'
  await sql`
    update gestore.folders set name = ${to} || substr(name, ${from.length + 1}::int)
    where box_id = ${boxId} and name = any(${renamed.map(({ name }) => name)}::text[])`.execute(tx)
  const levels = to.split('/')
  for (let depth = 1; depth < levels.length; depth += 1) await makeFolder(tx, boxId, levels.slice(0, depth).join('/'))
  return undefined
}

function isPossible(name: string): boolean {
  const levels = name.split('/')
  const isShort = name.length <= LONGEST_NAME && levels.length <= DEEPEST_NAME
  return isShort && /^[\x20-\x24\x26-\x29\x2b-\x7e]+$/.test(name) && levels.every((level) => level.trim() !== '')
}

export async function subscribeFolder(
  db: Reader,
  boxId: string,
  name: string,
  isSubscribed: boolean,
): Promise<NoFolder | undefined> {
  const done = await sql`
    update gestore.folders set is_subscribed = ${isSubscribed} where box_id = ${boxId} and name = ${name}`.execute(db)
  return done.numAffectedRows === 1n ? undefined : 'no such folder'
}

export async function folderStatus(db: Reader, boxId: string, name: string): Promise<FolderStatus | NoFolder> {
  const found = await sql<FolderStatus>`
    select f.messages, f.uid_next as "uidNext", f.uid_validity as "uidValidity",
      count(m.uid) filter (where m.uid >= f.first_recent)::int as recent,
      count(m.uid) filter (where not '\\Seen' = any(m.flags))::int as unseen
    from gestore.folders f left join gestore.mails m on m.folder_id = f.id
    where f.box_id = ${boxId} and f.name = ${name} group by f.id`.execute(db)
  return found.rows[0] ?? 'no such folder'
}

/** Opens a folder; where it is selected, what is recent is recent in this session alone. */
export async function selectFolder(
  db: Reader,
  boxId: string,
  name: string,
  mode: 'select' | 'examine',
): Promise<SelectedFolder | NoFolder> {
  const columns = sql`f.id::text as id, f.name, f.uid_next as "uidNext", f.uid_validity as "uidValidity", f.version`
  const found =
    mode === 'examine'
      ? await sql<SelectedFolder>`
          select ${columns}, first_recent as "firstRecent" from gestore.folders f
          where box_id = ${boxId} and name = ${name}`.execute(db)
      : await sql<SelectedFolder>`
          update gestore.folders f set first_recent = f.uid_next
          from (select id, first_recent from gestore.folders where box_id = ${boxId} and name = ${name} for update) before
          where f.id = before.id returning ${columns}, before.first_recent as "firstRecent"`.execute(db)
  return found.rows[0] ?? 'no such folder'
}

/** What changed since a version; one statement, so that it is of one moment. */
export async function folderChanges(
  db: Reader,
  folderId: string,
  known: KnownFolder,
): Promise<FolderChanges | NoFolder> {
  const found = await sql<{ version: number; messages: number; changed: { uid: number; flags: string[] }[] | null }>`
    select f.version, f.messages, case when f.version > ${known.version} then (
      select json_agg(json_build_object('uid', m.uid, 'flags', m.flags)) from gestore.mails m
      where m.folder_id = f.id and m.version > ${known.version}
    ) end as changed
    from gestore.folders f where f.id = ${folderId}`.execute(db)
  const row = found.rows[0]
  if (row === undefined) return 'no such folder'
  const changed = row.changed ?? []
  const added = changed.filter(({ uid }) => uid > known.lastUid).length
  if (known.messages + added === row.messages) return { version: row.version, changed, left: undefined }
  const left = await sql<{ uid: number }>`
    select uid from gestore.mails where folder_id = ${folderId} order by uid`.execute(db)
  return { version: row.version, changed, left: left.rows.map(({ uid }) => uid) }
}
