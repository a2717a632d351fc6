// A mailbox, a domain or a request as its owner sees it, beside its owner and its history.
import type { Operations, ReadMailboxAsOperatorAnswer, Result } from '@ceralacca/client'
import { SimpleGrid, Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsk } from '../../parts/api.ts'
import { DomainStateBadge } from '../../parts/domain-state.tsx'
import { Forbidden } from '../../parts/forbidden.tsx'
import { MailboxStateBadge } from '../../parts/mailbox-state.tsx'
import { RequestStateBadge } from '../../parts/request-state.tsx'
import { HandedInDocuments } from '../../parts/review/documents.tsx'
import { HistoryList } from '../../parts/review/history.tsx'
import { ResourceFacts } from '../../parts/resource-facts.tsx'
import { useMay } from '../../parts/session.ts'
import type { MovingKind } from '../../texts/history.ts'
import { watchTexts } from '../../texts/watch.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { NotFound } from '../../ui/not-found.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'

const route = getRouteApi('/operator/$kind/$id')

/** What the three calls have in common. */
interface Shown extends Pick<ReadMailboxAsOperatorAnswer, 'owner' | 'history'> {
  resource: Parameters<typeof ResourceFacts>[0]['of']
}

interface Kind {
  kind: MovingKind
  read: (api: Operations, id: string) => Promise<Result<Shown>>
}

const kinds: Readonly<Record<string, Kind>> = {
  mailboxes: { kind: 'mailbox', read: (api, id) => api.readMailboxAsOperator({ id }) },
  domains: { kind: 'certified-domain', read: (api, id) => api.readCertifiedDomainAsOperator({ id }) },
  'registry-requests': { kind: 'registry-request', read: (api, id) => api.readRegistryRequestAsOperator({ id }) },
}

/** One resource of any account. */
export function ResourcePage() {
  const t = useTexts(watchTexts)
  const { kind, id } = route.useParams()
  const known = kinds[kind]
  const mayReview = useMay('review')
  if (known === undefined) return <NotFound />
  return mayReview ? <Resource key={id} id={id} {...known} /> : <Forbidden title={t.data} />
}

function Resource({ kind, id, read }: Kind & { id: string }) {
  const t = useTexts(watchTexts)
  const query = useAsk(['resource', kind, id], (api) => read(api, id))
  const documents = useAsk(['resource', kind, id, 'documents'], (api) => api.listMailboxDocuments({ id }), {
    enabled: kind === 'mailbox',
  })
  const shown = documents.data?.documents.map(({ name, submission }) => ({
    key: `${name} ${submission}`,
    owner: id,
    name,
    submission,
  }))
  return (
    <Asked query={query}>
      {({ owner, resource, history }) => (
        <Page title={titleOf(resource)} beside={<ResourceState of={resource} />}>
          <Text size="sm">
            {t.owner}:{' '}
            <AnchorLink to="/operator/accounts/$id" params={{ id: owner.id }} underline="always">
              {owner.email}
            </AnchorLink>
          </Text>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Stack>
              <Panel title={t.data}>
                <ResourceFacts label={t.data} of={resource} />
              </Panel>
              <Panel title={t.history}>
                <HistoryList kind={kind} history={history} />
              </Panel>
            </Stack>
            {shown !== undefined && <HandedInDocuments documents={shown} />}
          </SimpleGrid>
        </Page>
      )}
    </Asked>
  )
}

function ResourceState({ of }: { of: Shown['resource'] }) {
  if ('tipo_casella' in of) return <MailboxStateBadge stato={of.stato} />
  if ('dominio' in of) return <DomainStateBadge stato={of.stato} />
  return <RequestStateBadge stato={of.stato} />
}

const titleOf = (resource: Shown['resource']): string =>
  'casella_pec' in resource ? resource.casella_pec : resource.dominio
