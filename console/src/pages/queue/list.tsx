import type { QueueItem } from '@ceralacca/client'
import { Box, Button, Group, NativeSelect, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { always, useAsk } from '../../parts/api.ts'
import { asked, subjectOf, useOrderWords } from '../../parts/queue.ts'
import type { QueueFilter } from '../../parts/queue.ts'
import { useMay, useSession } from '../../parts/session.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { queueTexts } from '../../texts/queue.ts'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { ShortcutList, useShortcuts } from '../../ui/shortcuts.tsx'
import { State } from '../../ui/state.tsx'
import { HelpButton } from './help-button.tsx'

const route = getRouteApi('/operator/')
const PAGE_SIZE = 50
const LOOKED_AGAIN_MS = 20_000

/** What waits for a person, most urgent first: the home page of operators. Those who judge nothing begin at the accounts. */
export function QueueList() {
  return useMay('review') ? <Queue /> : <Navigate to="/operator/accounts" replace />
}

function Queue() {
  const t = useTexts(queueTexts)
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const query = useAsk(['queue', filter], (api) => api.listQueue({ ...asked(filter), limit: PAGE_SIZE }), {
    pollWhile: always,
    everyMs: LOOKED_AGAIN_MS,
  })
  const rows = useRef<HTMLDivElement>(null)
  const [opened, help] = useDisclosure()
  const move = (by: number) => focusRow(rows.current, by)
  useShortcuts({
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    '?': help.open,
  })
  return (
    <Page title={t.title} actions={<HelpButton open={help.open} />}>
      <Filters filter={filter} choose={(search) => void navigate({ search })} />
      <Asked query={query}>
        {({ items, counts, next }) => (
          <>
            <Text size="sm" c="dimmed" aria-live="polite">
              {t.counts(counts.review, counts.task, counts.overdue)}
            </Text>
            <Box ref={rows}>
              <Items items={items} filter={filter} />
            </Box>
            <Group gap="xs">
              {filter.after !== undefined && (
                <Turn label={t.first} go={() => void navigate({ search: without(filter) })} />
              )}
              {next !== null && (
                <Turn label={t.more} go={() => void navigate({ search: { ...filter, after: next } })} />
              )}
            </Group>
          </>
        )}
      </Asked>
      <ShortcutList
        opened={opened}
        close={help.close}
        keys={[
          ['j ↓', t.moveDown],
          ['k ↑', t.moveUp],
          ['Enter', t.open],
          ['?', t.showShortcuts],
        ]}
      />
    </Page>
  )
}

const without = ({ after: _, ...filter }: QueueFilter): QueueFilter => filter

const Turn = ({ label, go }: { label: string; go: () => void }) => (
  <Button variant="default" size="xs" onClick={go}>
    {label}
  </Button>
)

function focusRow(within: HTMLElement | null, by: number): void {
  const links = [...(within?.querySelectorAll<HTMLElement>('tbody th a') ?? [])]
  const now = links.findIndex((link) => link === document.activeElement)
  const next = now === -1 ? 0 : Math.min(Math.max(now + by, 0), links.length - 1)
  links[next]?.focus()
}

function Filters({ filter, choose }: { filter: QueueFilter; choose: (filter: QueueFilter) => void }) {
  const t = useTexts(queueTexts)
  const providers = useAsk(['providers'], (api) => api.listProviders({}))
  const names = providers.data?.map(({ name }) => name) ?? []
  const pick = (name: keyof QueueFilter, value: string) => {
    const { [name]: _, ...others } = without(filter)
    choose({ ...others, ...(value !== '' && { [name]: value }) })
  }
  return (
    <Group gap="sm" role="group" aria-label={t.filters}>
      <NativeSelect
        label={t.kind}
        size="xs"
        value={filter.kind ?? ''}
        onChange={(event) => pick('kind', event.currentTarget.value)}
        data={[
          { value: '', label: t.everything },
          { value: 'review', label: t.reviews },
          { value: 'task', label: t.tasks },
        ]}
      />
      <NativeSelect
        label={t.whose}
        size="xs"
        value={filter.state ?? ''}
        onChange={(event) => pick('state', event.currentTarget.value)}
        data={[
          { value: '', label: t.anybody },
          { value: 'mine', label: t.mine },
          { value: 'unclaimed', label: t.unclaimed },
          { value: 'claimed', label: t.claimed },
          { value: 'overdue', label: t.late },
        ]}
      />
      <NativeSelect
        label={t.provider}
        size="xs"
        value={filter.provider ?? ''}
        onChange={(event) => pick('provider', event.currentTarget.value)}
        data={[{ value: '', label: t.anyProvider }, ...names.map((name) => ({ value: name, label: name }))]}
      />
    </Group>
  )
}

function Items({ items, filter }: { items: readonly QueueItem[]; filter: QueueFilter }) {
  const t = useTexts(queueTexts)
  const formats = useFormats()
  const orderWords = useOrderWords()
  return (
    <List
      label={t.title}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.about,
          of: (item) => (
            <AnchorLink to="/operator/queue/$id" params={{ id: item.id }} search={without(filter)} fw={500} size="sm">
              {subjectOf(item)}
            </AnchorLink>
          ),
        },
        { title: t.toDo, of: orderWords },
        {
          title: t.due,
          of: ({ due_at, overdue }) =>
            overdue ? (
              <Group gap="xs" wrap="nowrap">
                {formats.moment(due_at)} <State mood="wrong">{t.overdue}</State>
              </Group>
            ) : (
              formats.moment(due_at)
            ),
        },
        { title: t.provider, of: ({ provider }) => provider },
        { title: t.inHand, of: (item) => <InHand item={item} /> },
      ]}
      empty={<Text p="lg">{t.none}</Text>}
    />
  )
}

function InHand({ item: { claimed_by, claimed_by_name } }: { item: QueueItem }) {
  const t = useTexts(queueTexts)
  const me = useSession()?.operator?.id
  if (claimed_by === null)
    return (
      <Text c="dimmed" size="sm">
        {t.nobody}
      </Text>
    )
  if (claimed_by === me) return <State mood="yours">{t.me}</State>
  return (
    <State mood="waiting">{claimed_by_name === null || claimed_by_name === '' ? t.somebody : claimed_by_name}</State>
  )
}
