import type { AccountSummary } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useMailboxColumns } from '../../parts/mailboxes/columns.tsx'
import { Filters } from '../../parts/mailboxes/filters.tsx'
import { inputOf } from '../../parts/mailboxes/search.ts'
import type { MailboxSearch } from '../../parts/mailboxes/search.ts'
import { accountTexts } from '../../texts/accounts.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { Panel } from '../../ui/panel.tsx'

const PAGE_SIZE = 20

/** The mailboxes of an account, found as their owner finds them. */
export function AccountMailboxes({ id }: Pick<AccountSummary, 'id'>) {
  const t = useTexts(accountTexts)
  const [search, setSearch] = useState<MailboxSearch>({})
  const { cursor, page, turn, restart } = useCursor()
  const input = { ...inputOf(search), ...(cursor !== undefined && { cursor }) }
  const query = useAsk(['account', id, 'mailboxes', input], (api) =>
    api.findMailboxesOfAccount({ id, limit: PAGE_SIZE, ...input }),
  )
  const columns = useMailboxColumns((mailbox) => (
    <AnchorLink to="/operator/$kind/$id" params={{ kind: 'mailboxes', id: mailbox.id }} size="sm" fw={500}>
      {mailbox.casella_pec}
    </AnchorLink>
  ))
  const change = (changed: MailboxSearch) => {
    restart()
    setSearch(changed)
  }
  return (
    <Panel title={t.mailboxes}>
      <Filters search={search} onChange={change} />
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <List
              label={t.mailboxes}
              items={items}
              keyOf={(mailbox) => mailbox.id}
              columns={columns}
              empty={<Text p="md">{t.noMailboxes}</Text>}
            />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
    </Panel>
  )
}
