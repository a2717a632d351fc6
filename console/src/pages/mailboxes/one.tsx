import type { Casella } from '@ceralacca/client'
import { SimpleGrid, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useMailbox } from '../../parts/mailbox.ts'
import { MailboxStateBadge } from '../../parts/mailbox-state.tsx'
import { useMay, useSession } from '../../parts/session.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { Checks } from './checks.tsx'
import { Deliveries } from './deliveries.tsx'
import { ApplicantFacts, HolderFacts, MailboxFacts, Users } from './facts.tsx'
import { Timeline } from './timeline.tsx'
import { Scenarios } from './scenarios.tsx'
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
  const mayDevelop = useMay('develop')
  const isSandbox = useSession()?.mode === 'sandbox'
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" verticalSpacing="lg">
      <Stack gap="lg">
        <MailboxFacts mailbox={mailbox} />
        <ApplicantFacts mailbox={mailbox} />
        <HolderFacts mailbox={mailbox} />
        <Users mailbox={mailbox} />
      </Stack>
      <Stack gap="lg">
        <Timeline mailbox={mailbox} />
        <Checks id={mailbox.id} />
        {mayDevelop && <Deliveries mailbox={mailbox} />}
        {isSandbox && mayDevelop && <Scenarios mailbox={mailbox} />}
      </Stack>
    </SimpleGrid>
  )
}
