// Signing in to a mailbox with its address, its code or the code of one of its users.
import { entryById } from './directory.ts'
import type { SignIns } from './mailbox.ts'
import { openMailbox } from './open-mailbox.ts'
import type { MailStore } from './open-mailbox.ts'
import type { PasswordCheck } from './passwords.ts'

/** Sign-ins that end when the mailbox may no longer be used. */
export function signIns(store: MailStore, passwords: PasswordCheck): SignIns {
  return {
    async signIn(given, password, from) {
      const login = given.trim().toLowerCase()
      const proven = await passwords.check(login, password, from)
      if (proven === undefined) return 'wrong'
      const entry = await entryById(store.database.kysely, proven.mailboxId)
      if (entry?.state !== 'in use') return 'unavailable'
      return openMailbox(store, entry, { login, passwordSetAt: proven.setAt })
    },
  }
}
