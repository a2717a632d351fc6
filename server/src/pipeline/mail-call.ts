// What calls about the mail of a mailbox have in common.
import type { Context } from '../context.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { MailAwayError } from '../mail/errors.ts'
import type { MailLink } from '../mail/link.ts'
import type { MailboxRow } from '../mailboxes/table.ts'

/** The numbers such a call refuses with. */
export const mailRefusals = {
  wrongId: 109,
  unknown: 109,
  local: { noMail: 166, notInUse: 167, away: 168 },
} as const

/** Asks the test gestore about a mailbox that is in use, or refuses because it cannot be asked. */
export async function askMail<T>(
  { mail }: Context,
  { stato }: MailboxRow,
  ask: (mail: MailLink) => Promise<T | undefined>,
): Promise<T> {
  if (mail === undefined) throw ownRefusal(166)
  if (stato !== 'evasa') throw ownRefusal(167, { state: stato })
  try {
    const answer = await ask(mail)
    if (answer === undefined) throw ownRefusal(167, { state: stato })
    return answer
  } catch (error) {
    throw error instanceof MailAwayError ? ownRefusal(168) : error
  }
}

/** Whoever may sign in to a mailbox: its holder, by address or code, and its users, each by a code of their own. */
export function mailUsers({ casella_pec, uid, multiutenza }: MailboxRow): { user: string; logins: string[] }[] {
  const users = (multiutenza ?? []).map(({ userid }) => ({ user: userid, logins: [userid.toLowerCase()] }))
  return [{ user: casella_pec, logins: [casella_pec, uid].map((one) => one.toLowerCase()) }, ...users]
}
