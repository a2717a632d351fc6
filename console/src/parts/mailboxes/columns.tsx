import type { FoundMailbox } from '@ceralacca/client'
import type { ReactNode } from 'react'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { kindNames } from '../../texts/mailbox-kinds.ts'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import type { Column } from '../../ui/list.tsx'
import { Whole } from '../../ui/whole.tsx'
import { MailboxStateBadge } from '../mailbox-state.tsx'

/** What a list shows of mailboxes; the address leads where each area shows one. */
export function useMailboxColumns(address: (mailbox: FoundMailbox) => ReactNode): Column<FoundMailbox>[] {
  const t = useTexts(mailboxTexts)
  const formats = useFormats()
  return [
    { title: t.address, of: address },
    { title: t.state, of: ({ stato }) => <MailboxStateBadge stato={stato} /> },
    { title: t.holder, of: ({ holder }) => holder },
    { title: t.kind, of: ({ tipo_casella }) => kindNames[tipo_casella] },
    { title: t.expiry, of: ({ data_scadenza }) => <Whole>{formats.day(data_scadenza)}</Whole> },
    { title: t.registered, of: ({ timestamp }) => <Whole>{formats.day(timestamp.registrazione)}</Whole> },
  ]
}
