// What the sandbox asks of the gestore about a mailbox: how much is in it, and new passwords.
import { sql } from 'kysely'
import type { Reader } from '../../../server/src/store/database.ts'
import { boxOf, entryById } from '../store/directory.ts'
import { ensureBox } from '../store/boxes.ts'
import { usedBytes } from '../store/open-mailbox.ts'
import { setPassword } from '../store/passwords.ts'

/** How much is in a mailbox, and who has a password; sizes in bytes. */
export interface MailUse {
  usedBytes: number
  historyBytes: number
  /** Logins that have a password. */
  logins: readonly string[]
}

export interface MailAccount {
  use(mailboxId: string): Promise<MailUse>
  /** A new password for all these names of one user; undefined where the mailbox is not in use. */
  newPassword(mailboxId: string, logins: readonly string[]): Promise<string | undefined>
}

/** The mailboxes of the sandbox. */
export function openAccount(db: Reader): MailAccount {
  return {
    async use(mailboxId) {
      const history = await sql<{ bytes: number }>`
        select history_bytes as bytes from gestore.boxes where id = ${mailboxId}`.execute(db)
      const logins = await sql<{ login: string }>`
        select login from gestore.passwords where mailbox_id = ${mailboxId} order by login`.execute(db)
      return {
        usedBytes: await usedBytes(db, mailboxId),
        historyBytes: history.rows[0]?.bytes ?? 0,
        logins: logins.rows.map(({ login }) => login),
      }
    },
    async newPassword(mailboxId, logins) {
      const entry = await entryById(db, mailboxId)
      if (entry?.state !== 'in use') return undefined
      await ensureBox(db, boxOf(entry))
      return setPassword(db, mailboxId, logins)
    },
  }
}
