import type { BringMailboxInput, Casella } from '@ceralacca/client'
import { SimpleGrid, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useDo } from '../../parts/api.ts'
import { History } from '../../parts/history.tsx'
import { afterMailboxChange, isUnderWay, useMailbox } from '../../parts/mailbox.ts'
import { mailboxScenarios } from '../../parts/scenario-names.ts'
import { Scenarios } from '../../parts/scenarios.tsx'
import type { Chosen } from '../../parts/scenarios.tsx'
import { MailboxStateBadge } from '../../parts/mailbox-state.tsx'
import { useMay } from '../../parts/session.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { Checks } from './checks.tsx'
import { Deliveries } from './deliveries.tsx'
import { ApplicantFacts, HolderFacts, MailboxFacts, Users } from './facts.tsx'
import { Standing } from './standing.tsx'
import { Steps } from './steps.tsx'

const route = getRouteApi('/customer/mailboxes/$id')

/** One mailbox: how it stands, and what can be done next. */
export function MailboxPage() {
  const { id } = route.useParams()
  return <OneMailbox key={id} id={id} />
}

function OneMailbox({ id }: { id: string }) {
  const query = useMailbox(id)
  return (
    <Asked query={query}>
      {(mailbox) => (
        <Page title={mailbox.casella_pec} beside={<MailboxStateBadge stato={mailbox.stato} />}>
          <Standing mailbox={mailbox} />
          <Steps mailbox={mailbox} />
          <Details mailbox={mailbox} />
        </Page>
      )}
    </Asked>
  )
}

function Details({ mailbox }: { mailbox: Casella }) {
  const { id, timestamp } = mailbox
  const mayDevelop = useMay('develop')
  const bring = useDo(
    (api, chosen: Chosen<BringMailboxInput['scenario']>) => api.bringMailbox({ id, ...chosen }),
    [...afterMailboxChange, 'events'],
  )
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" verticalSpacing="lg">
      <Stack gap="lg">
        <MailboxFacts mailbox={mailbox} />
        <ApplicantFacts mailbox={mailbox} />
        <HolderFacts mailbox={mailbox} />
        <Users mailbox={mailbox} />
      </Stack>
      <Stack gap="lg">
        <History
          kind="mailbox"
          of={['mailbox', id, timestamp.ultima_modifica]}
          read={(api, page) => api.readMailboxHistory({ id, ...page })}
          isUnderWay={isUnderWay(mailbox)}
        />
        <Checks id={mailbox.id} />
        {mayDevelop && <Deliveries mailbox={mailbox} />}
        <Scenarios stato={mailbox.stato} resource="pec" names={mailboxScenarios} bring={bring} />
      </Stack>
    </SimpleGrid>
  )
}
