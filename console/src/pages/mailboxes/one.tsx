import { getRouteApi } from '@tanstack/react-router'
import { useAsk } from '../../parts/api.ts'
import { MailboxStateBadge } from '../../parts/mailbox-state.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'

const route = getRouteApi('/customer/mailboxes/$id')

/** One mailbox: how it stands, and what can be done next. */
export function MailboxPage() {
  const { id } = route.useParams()
  const query = useAsk(['mailbox', id], (api) => api.readMailbox({ id }))
  return (
    <Asked query={query}>
      {({ casella_pec, stato }) => (
        <Page title={casella_pec} beside={<MailboxStateBadge stato={stato} />}>
          <p />
        </Page>
      )}
    </Asked>
  )
}
