// A mailbox, a domain or a request as its owner sees it, beside its owner and its history.
import type { Operations, ReadMailboxAsOperatorAnswer, Result } from '@ceralacca/client'
import { SimpleGrid, Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsk } from '../../parts/api.ts'
import { Forbidden } from '../../parts/forbidden.tsx'
import { HandedInDocuments } from '../../parts/review/documents.tsx'
import { HistoryList } from '../../parts/review/history.tsx'
import { ResourceFacts } from '../../parts/resource-facts.tsx'
import { useMay } from '../../parts/session.ts'
import { watchTexts } from '../../texts/watch.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { NotFound } from '../../ui/not-found.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'

const route = getRouteApi('/operator/$kind/$id')

/** What the three calls have in common. */
interface Shown extends Pick<ReadMailboxAsOperatorAnswer, 'owner' | 'history'> {
  resource: Parameters<typeof ResourceFacts>[0]['of']
}

const calls: Readonly<Record<string, (api: Operations, id: string) => Promise<Result<Shown>>>> = {
  mailboxes: (api, id) => api.readMailboxAsOperator({ id }),
  domains: (api, id) => api.readCertifiedDomainAsOperator({ id }),
  'registry-requests': (api, id) => api.readRegistryRequestAsOperator({ id }),
}

/** One resource of any account. */
export function ResourcePage() {
  const t = useTexts(watchTexts)
  const { kind, id } = route.useParams()
  const call = calls[kind]
  const mayReview = useMay('review')
  if (call === undefined) return <NotFound />
  return mayReview ? <Resource key={id} kind={kind} id={id} call={call} /> : <Forbidden title={t.data} />
}

interface ResourceProps {
  kind: string
  id: string
  call: (api: Operations, id: string) => Promise<Result<Shown>>
}

function Resource({ kind, id, call }: ResourceProps) {
  const t = useTexts(watchTexts)
  const query = useAsk(['resource', kind, id], (api) => call(api, id))
  const documents = useAsk(['resource', kind, id, 'documents'], (api) => api.listMailboxDocuments({ id }), {
    enabled: kind === 'mailboxes',
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
        <Page title={titleOf(resource)} beside={<State mood="waiting">{resource.stato}</State>}>
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
                <HistoryList isMailbox={kind === 'mailboxes'} history={history} />
              </Panel>
            </Stack>
            {shown !== undefined && <HandedInDocuments documents={shown} />}
          </SimpleGrid>
        </Page>
      )}
    </Asked>
  )
}

const titleOf = (resource: Shown['resource']): string =>
  'casella_pec' in resource ? resource.casella_pec : resource.dominio
