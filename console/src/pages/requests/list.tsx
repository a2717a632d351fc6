import type { RichiestaInLista } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { listed, useAsk } from '../../parts/api.ts'
import { RequestStateBadge } from '../../parts/request-state.tsx'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { requestTexts } from '../../texts/requests.ts'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink, ButtonLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Pages } from '../../ui/pages.tsx'
import { Whole } from '../../ui/whole.tsx'

const route = getRouteApi('/customer/requests')
const PAGE_SIZE = 50

/** The customer's requests to the Business Register, newest first. */
export function RequestList() {
  const t = useTexts(requestTexts)
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const skip = (page - 1) * PAGE_SIZE
  const query = useAsk(['request', 'list', { skip }], (api) =>
    listed(api.listRegistryRequests({ skip, limit: PAGE_SIZE })),
  )
  return (
    <Page title={t.title} actions={<ButtonLink to="/requests/create">{t.create}</ButtonLink>}>
      <Asked query={query}>
        {(requests) => (
          <>
            <Requests requests={requests} />
            <Pages
              page={page}
              isLast={requests.length < PAGE_SIZE}
              onChange={(chosen) => void navigate({ search: { page: chosen } })}
            />
          </>
        )}
      </Asked>
    </Page>
  )
}

function Requests({ requests }: { requests: readonly RichiestaInLista[] }) {
  const t = useTexts(requestTexts)
  const formats = useFormats()
  return (
    <List
      label={t.title}
      items={requests}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.address,
          of: ({ id, casella_pec }) => (
            <AnchorLink to="/requests/$id" params={{ id }} fw={500}>
              {casella_pec}
            </AnchorLink>
          ),
        },
        { title: t.state, of: ({ stato }) => <RequestStateBadge stato={stato} /> },
        { title: t.lastChange, of: ({ timestamp }) => <Whole>{formats.moment(timestamp)}</Whole> },
      ]}
      empty={<Text p="lg">{t.none}</Text>}
    />
  )
}
