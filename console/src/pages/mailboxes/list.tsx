import type { CasellaInLista } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { listed, useAsk } from '../../parts/api.ts'
import { MailboxStateBadge } from '../../parts/mailbox-state.tsx'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Pages } from '../../ui/pages.tsx'

const route = getRouteApi('/customer/')
const PAGE_SIZE = 50

/** The customer's mailboxes, newest first. */
export function MailboxList() {
  const t = useTexts(mailboxTexts)
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const skip = (page - 1) * PAGE_SIZE
  const query = useAsk(['mailboxes', { skip }], (api) => listed(api.listMailboxes({ skip, limit: PAGE_SIZE })))
  return (
    <Page title={t.title}>
      <Asked query={query}>
        {(mailboxes) => (
          <>
            <Mailboxes mailboxes={mailboxes} />
            <Pages
              page={page}
              isLast={mailboxes.length < PAGE_SIZE}
              onChange={(chosen) => void navigate({ search: { page: chosen } })}
            />
          </>
        )}
      </Asked>
    </Page>
  )
}

function Mailboxes({ mailboxes }: { mailboxes: readonly CasellaInLista[] }) {
  const t = useTexts(mailboxTexts)
  const formats = useFormats()
  return (
    <List
      label={t.title}
      items={mailboxes}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.address,
          of: ({ id, casella_pec }) => (
            <AnchorLink to="/mailboxes/$id" params={{ id }} fw={500}>
              {casella_pec}
            </AnchorLink>
          ),
        },
        { title: t.state, of: ({ stato }) => <MailboxStateBadge stato={stato} /> },
        { title: t.kind, of: ({ tipo_casella }) => tipo_casella },
        { title: t.expiry, of: ({ data_scadenza }) => formats.day(data_scadenza) },
        { title: t.registered, of: ({ timestamp }) => formats.day(timestamp.registrazione) },
      ]}
      empty={<Text p="lg">{t.none}</Text>}
    />
  )
}
