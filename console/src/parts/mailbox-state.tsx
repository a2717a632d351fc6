import { useTexts } from '../texts/language.tsx'
import { mailboxMoods, mailboxStates } from '../texts/mailbox-states.ts'
import type { MailboxState } from '../texts/mailbox-states.ts'
import { State } from '../ui/state.tsx'

/** The state of a mailbox. */
export function MailboxStateBadge({ stato }: { stato: MailboxState }) {
  const t = useTexts(mailboxStates)
  return <State mood={mailboxMoods[stato]}>{t[stato]}</State>
}
