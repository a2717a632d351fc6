// One item of the queue: the document beside the data and the checks, a decision three keys away, then the next one.
import type { ShownQueueItem } from '@ceralacca/client'
import { Alert, Button, Group, Kbd, SimpleGrid, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { numberOf, useApi, useAsk, useDo } from '../../parts/api.ts'
import { Checks, FoundInDocuments } from '../../parts/review/findings.tsx'
import { HandedInDocuments } from '../../parts/review/documents.tsx'
import { HistoryList } from '../../parts/review/history.tsx'
import { DecisionDialog } from '../../parts/review/decision.tsx'
import { TaskChanges } from '../../parts/review/changes.tsx'
import { decisionsFor, documentsOf, nextItem, subjectOf, useOrderWords } from '../../parts/queue.ts'
import type { DecisionWord } from '../../parts/queue.ts'
import { ResourceFacts } from '../../parts/resource-facts.tsx'
import { useSession } from '../../parts/session.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { queueTexts } from '../../texts/queue.ts'
import { Asked } from '../../ui/asked.tsx'
import { redOutline } from '../../ui/danger.ts'
import { AnchorLink, ButtonLink } from '../../ui/link.tsx'
import { useNotice } from '../../ui/notice.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ShortcutList, useShortcuts } from '../../ui/shortcuts.tsx'
import { State } from '../../ui/state.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { HelpButton } from './help-button.tsx'

const route = getRouteApi('/operator/queue/$id')

/** One item; opening it takes it in hand, unless somebody else has it. */
export function QueueItemPage() {
  const { id } = route.useParams()
  return <Item key={id} id={id} />
}

function Item({ id }: { id: string }) {
  const t = useTexts(queueTexts)
  const query = useAsk(['queue-item', id], (api) => api.readQueueItem({ id }))
  if (query.isError && numberOf(query.error) === 109)
    return (
      <Page title={t.title}>
        <Alert color="blue" variant="light" role="status">
          <Stack align="flex-start">
            <Text size="sm">{t.gone}</Text>
            <ButtonLink to="/operator" search={route.useSearch()} size="xs" variant="default">
              {t.toQueue}
            </ButtonLink>
          </Stack>
        </Alert>
      </Page>
    )
  return <Asked query={query}>{(shown) => <Shown shown={shown} />}</Asked>
}

function Shown({ shown }: { shown: ShownQueueItem }) {
  const { item, owner, resource } = shown
  const t = useTexts(queueTexts)
  const orderWords = useOrderWords()
  const formats = useFormats()
  return (
    <Page
      title={subjectOf(item)}
      beside={<State mood={item.overdue ? 'wrong' : 'yours'}>{item.overdue ? t.overdue : orderWords(item)}</State>}
    >
      <Text size="sm" c="dimmed">
        {t.provider}: {item.provider} · {t.due} {formats.moment(item.due_at)} · {t.customer}:{' '}
        <AnchorLink to="/operator/accounts/$id" params={{ id: owner.id }} underline="always">
          {owner.email}
        </AnchorLink>
      </Text>
      <Decide shown={shown} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="md">
          {item.kind === 'task' ? <TaskChanges shown={shown} /> : <HandedInDocuments documents={documentsOf(shown)} />}
          <FoundInDocuments documents={shown.documents} signed={shown.signed_documents} warnings={shown.warnings} />
        </Stack>
        <Stack gap="md">
          {shown.checks.length > 0 && item.kind === 'review' && (
            <Panel title={t.checks}>
              <Checks checks={shown.checks} />
            </Panel>
          )}
          <Panel title={t.data}>
            <ResourceFacts label={t.data} of={resource} />
          </Panel>
          <Panel title={t.history}>
            <HistoryList kind={item.resource.kind} history={shown.history} />
          </Panel>
        </Stack>
      </SimpleGrid>
    </Page>
  )
}

/** Whose the item is, and what can be decided. */
function Decide({ shown }: { shown: ShownQueueItem }) {
  const { item } = shown
  const t = useTexts(queueTexts)
  const me = useSession()?.operator?.id
  const [decision, setDecision] = useState<DecisionWord>()
  const [isHelpOpen, help] = useDisclosure()
  const navigate = useNavigate()
  const search = route.useSearch()
  const claim = useClaim(item.id, item.claimed_by)
  const release = useDo((api, id: string) => api.releaseQueueItem({ id }), ['queue', 'queue-item'])
  const toNext = useNext(item.id)
  const isMine = item.claimed_by === me
  const keys = decisionsFor(item)
  // At hand once they are needed.
  useAsk(['decision-reasons'], (api) => api.listDecisionReasons({}))
  const leave = () => void navigate({ to: '/operator', search })
  useShortcuts({
    ...Object.fromEntries(Object.entries(keys).map(([key, word]) => [key, () => isMine && setDecision(word)])),
    q: leave,
    '?': help.open,
  })
  const words = useDecisionWords()
  return (
    <>
      <Whose shown={shown} isMine={isMine} takeOver={() => claim.mutate(true)} />
      {claim.isError && numberOf(claim.error) !== 140 && <Trouble error={claim.error} />}
      <Group gap="xs">
        {Object.entries(keys).map(([key, word]) => (
          <Button
            key={key}
            {...(key === 'x' && isMine ? redOutline : { variant: key === 'a' ? 'filled' : 'outline' })}
            rightSection={<Kbd size="xs">{key}</Kbd>}
            aria-keyshortcuts={key}
            {...(!isMine && { 'data-disabled': true, 'aria-disabled': true, title: t.noDecision })}
            onClick={() => isMine && setDecision(word)}
          >
            {words[word]}
          </Button>
        ))}
        {isMine && (
          <Button
            variant="subtle"
            color="gray"
            loading={release.isPending}
            onClick={() => release.mutate(item.id, { onSuccess: leave })}
          >
            {t.release}
          </Button>
        )}
        <HelpButton open={help.open} />
      </Group>
      {decision !== undefined && (
        <DecisionDialog shown={shown} decision={decision} close={() => setDecision(undefined)} decided={toNext} />
      )}
      <ShortcutList
        opened={isHelpOpen}
        close={help.close}
        keys={[
          ...Object.entries(keys).map(([key, word]) => [key, words[word]] as const),
          [']', t.pageForward],
          ['[', t.pageBack],
          ['z', t.zoom],
          ['q', t.back],
          ['?', t.showShortcuts],
        ]}
      />
    </>
  )
}

/** What a decision is called. */
function useDecisionWords(): Record<DecisionWord, string> {
  const t = useTexts(queueTexts)
  return { ACCEPTED: t.accept, SENT_BACK: t.sendBack, CALLED_OFF: t.callOff, DONE: t.done, FAILED: t.failed }
}

/** Takes an item in hand as it is opened, once, where nobody has it; `true` takes it over. */
function useClaim(id: string, claimedBy: string | null) {
  const claim = useDo(
    (api, takeOver: boolean) => api.claimQueueItem({ id, take_over: takeOver }),
    ['queue', 'queue-item'],
  )
  const { mutate } = claim
  const isTried = useRef(false)
  useEffect(() => {
    if (claimedBy !== null || isTried.current) return
    isTried.current = true
    mutate(false)
  }, [claimedBy, mutate])
  return claim
}

/** Goes on with the next item of the same filter; to the queue where there is none. */
function useNext(but: string) {
  const t = useTexts(queueTexts)
  const notice = useNotice()
  const api = useApi()
  const navigate = useNavigate()
  const search = route.useSearch()
  const me = useSession()?.operator?.id ?? ''
  return async () => {
    const next = await nextItem(api, search, but, me).catch(() => undefined)
    notice(`${t.decided} ${next === undefined ? t.lastOne : t.nextOne}`)
    if (next === undefined) await navigate({ to: '/operator', search })
    else await navigate({ to: '/operator/queue/$id', params: { id: next.id }, search })
  }
}

function Whose({ shown, isMine, takeOver }: { shown: ShownQueueItem; isMine: boolean; takeOver: () => void }) {
  const { claimed_by, claimed_by_name, claimed_until } = shown.item
  const t = useTexts(queueTexts)
  const formats = useFormats()
  const until = formats.moment(claimed_until)
  if (isMine)
    return (
      <Text size="sm" role="status">
        {t.inHandUntil(until)}
      </Text>
    )
  const name = claimed_by_name === null || claimed_by_name === '' ? t.somebody : claimed_by_name
  return (
    <Group gap="sm" role="status">
      <Text size="sm">{claimed_by === null ? t.noDecision : t.inOtherHands(name, until)}</Text>
      <Button size="xs" variant="default" onClick={takeOver}>
        {t.takeOver}
      </Button>
    </Group>
  )
}
