import type { Dominio } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { listed, useAsk } from '../../parts/api.ts'
import { DomainStateBadge } from '../../parts/domain-state.tsx'
import { domainTexts } from '../../texts/domains.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink, ButtonLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Pages } from '../../ui/pages.tsx'
import { providerNames } from './providers.ts'
import { Whole } from '../../ui/whole.tsx'

const route = getRouteApi('/customer/domains')
const PAGE_SIZE = 50

/** The customer's certified domains, newest first. */
export function DomainList() {
  const t = useTexts(domainTexts)
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const skip = (page - 1) * PAGE_SIZE
  const query = useAsk(['domain', 'list', { skip }], (api) =>
    listed(api.listCertifiedDomains({ skip, limit: PAGE_SIZE })),
  )
  return (
    <Page title={t.title} actions={<ButtonLink to="/domains/order">{t.order}</ButtonLink>}>
      <Asked query={query}>
        {(domains) => (
          <>
            <Domains domains={domains} />
            <Pages
              page={page}
              isLast={domains.length < PAGE_SIZE}
              onChange={(chosen) => void navigate({ search: { page: chosen } })}
            />
          </>
        )}
      </Asked>
    </Page>
  )
}

function Domains({ domains }: { domains: readonly Dominio[] }) {
  const t = useTexts(domainTexts)
  const formats = useFormats()
  return (
    <List
      label={t.title}
      items={domains}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.name,
          of: ({ id, dominio }) => (
            <AnchorLink to="/domains/$id" params={{ id }} fw={500}>
              {dominio}
            </AnchorLink>
          ),
        },
        { title: t.state, of: ({ stato }) => <DomainStateBadge stato={stato} /> },
        { title: t.provider, of: ({ fornitore }) => providerNames[fornitore] },
        { title: t.mailboxes, of: ({ numero_pec }) => formats.number(numero_pec), align: 'right' },
        { title: t.expiry, of: ({ data_scadenza }) => <Whole>{formats.day(data_scadenza)}</Whole> },
      ]}
      empty={<Text p="lg">{t.none}</Text>}
    />
  )
}
