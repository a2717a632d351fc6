// Mailboxes as they are here, made when something is first to be in them.
import { sql } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'

/** A mailbox to be made. */
export interface NewBox {
  id: string
  accountId: string | undefined
  address: string
  gestore: string
  hasHistory: boolean
}

const folders = [
  { name: 'INBOX', specialUse: null },
  { name: 'Drafts', specialUse: '\\Drafts' },
  { name: 'Sent', specialUse: '\\Sent' },
  { name: 'Trash', specialUse: '\\Trash' },
] as const

/** What a folder with copies of everything is called. */
export const HISTORY = 'Storico'

/** Makes the mailbox and its first folders where they are missing. */
export async function ensureBox(tx: Reader, { id, accountId, address, gestore, hasHistory }: NewBox): Promise<void> {
  const made = await sql`
    insert into gestore.boxes (id, account_id, address, gestore, made_at)
    values (${id}, ${accountId ?? null}, ${address}, ${gestore}, clock_timestamp())
    on conflict (id) do nothing`.execute(tx)
  if (made.numAffectedRows === 1n)
    for (const { name, specialUse } of folders) await makeFolder(tx, id, name, { specialUse })
  if (hasHistory) await makeFolder(tx, id, HISTORY, { specialUse: '\\Archive', isHistory: true })
}

/**
 * Locks mailboxes that a step puts something into, before it locks anything else of them: two that write to each other at
 * once would wait for each other.
 */
export async function lockBoxes(tx: Reader, ids: readonly string[]): Promise<void> {
  await sql`select from gestore.boxes where id = any(${[...ids]}::text[]) order by id for update`.execute(tx)
}

/** Makes a folder; false where there is one. */
export async function makeFolder(
  tx: Reader,
  boxId: string,
  name: string,
  { specialUse = null, isHistory = false }: { specialUse?: string | null; isHistory?: boolean } = {},
): Promise<boolean> {
  const made = await sql`
    insert into gestore.folders (box_id, name, special_use, is_history, uid_validity)
    values (${boxId}, ${name}, ${specialUse}, ${isHistory},
      extract(epoch from clock_timestamp())::bigint + nextval('gestore.uid_validities'))
    on conflict on constraint folders_name do nothing`.execute(tx)
  return made.numAffectedRows === 1n
}
