import type { AccountEvent } from '@ceralacca/client'
import { Code, Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { useFormats } from '../../texts/format.ts'
import { eventTexts } from '../../texts/history.ts'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { List } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { IntegrationFrame } from './frame.tsx'
import { Whole } from '../../ui/whole.tsx'

const PAGE_SIZE = 50

/** Everything that happened to the account, newest first. */
export function EventFeed() {
  const t = useTexts(integrationTexts)
  const { cursor, page, turn } = useCursor()
  const query = useAsk(['events', { cursor }], (api) =>
    api.listEvents({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
  )
  return (
    <IntegrationFrame title={t.events}>
      <Text size="sm">{t.eventsText}</Text>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <Events events={items} />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
    </IntegrationFrame>
  )
}

function Events({ events }: { events: readonly AccountEvent[] }) {
  const t = useTexts(integrationTexts)
  const kinds: Record<string, string> = useTexts(eventTexts)
  const formats = useFormats()
  const byWhom: Record<string, string> = {
    customer: t.customer,
    provider: t.provider,
    clock: t.clock,
    operator: t.operator,
  }
  return (
    <List
      label={t.events}
      items={events}
      keyOf={({ id }) => id}
      columns={[
        { title: t.number, of: ({ number }) => number },
        { title: t.what, of: ({ kind }) => <Whole>{kinds[kind] ?? kind}</Whole> },
        { title: t.at, of: ({ at }) => <Whole>{formats.moment(at)}</Whole> },
        { title: t.details, of: ({ detail }) => told(detail) },
        { title: t.subject, of: ({ subject }) => subject !== null && <Code>{subject}</Code> },
        { title: t.by, of: ({ by }) => by !== null && (byWhom[by] ?? by) },
      ]}
      empty={
        <Text p="lg" size="sm">
          {t.noEvents}
        </Text>
      }
    />
  )
}

/** What of an event fits on one line; the rest is on the page of what it is about. */
function told(detail: Record<string, unknown>): string {
  const { from, to, move, ...rest } = detail
  const change = typeof from === 'string' && typeof to === 'string' && from !== to ? `${from} → ${to}` : move
  const others = Object.entries(rest).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name}: ${value}`] : [],
  )
  return [...(typeof change === 'string' ? [change] : []), ...others.filter((text) => !text.endsWith(': '))].join(', ')
}
