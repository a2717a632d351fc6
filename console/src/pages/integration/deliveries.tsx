import type { Delivery } from '@ceralacca/client'
import { Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useFormats } from '../../texts/format.ts'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { DeliveryState, isOnItsWay } from './delivery-state.tsx'
import { IntegrationFrame } from './frame.tsx'
import { RetryFailed } from './retry-failed.tsx'
import { Whole } from '../../ui/whole.tsx'

const PAGE_SIZE = 50

/** Callbacks and what became of them, newest first. */
export function DeliveryList() {
  const t = useTexts(integrationTexts)
  const [failed, setFailed] = useState<'true' | 'false'>('false')
  const { cursor, page, turn, restart } = useCursor()
  const query = useAsk(
    ['deliveries', { failed, cursor }],
    (api) => api.listDeliveries({ failed, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
    { pollWhile: ({ items }) => items.some(isOnItsWay) },
  )
  return (
    <IntegrationFrame title={t.deliveries} actions={<RetryFailed />}>
      <Group>
        <Choice
          label={t.which}
          value={failed}
          options={[
            { value: 'false', label: t.all },
            { value: 'true', label: t.failedOnly },
          ]}
          onChange={(chosen) => {
            restart()
            setFailed(chosen)
          }}
        />
      </Group>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <Deliveries deliveries={items} empty={failed === 'true' ? t.noFailed : t.noDeliveries} />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
    </IntegrationFrame>
  )
}

function Deliveries({ deliveries, empty }: { deliveries: readonly Delivery[]; empty: string }) {
  const t = useTexts(integrationTexts)
  const formats = useFormats()
  return (
    <List
      label={t.deliveries}
      items={deliveries}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.event,
          of: ({ id, event }) => (
            <AnchorLink to="/integration/deliveries/$id" params={{ id }} fw={500} size="sm">
              {event}
            </AnchorLink>
          ),
        },
        { title: t.state, of: (delivery) => <DeliveryState delivery={delivery} /> },
        { title: t.created, of: ({ createdAt }) => <Whole>{formats.moment(createdAt)}</Whole> },
        { title: t.attempts, align: 'right', of: ({ attempts }) => formats.number(attempts) },
        {
          title: t.address,
          of: ({ url }) => (
            <Text size="sm" truncate maw={300} title={url}>
              {url}
            </Text>
          ),
        },
        { title: t.nextAttempt, of: ({ nextAttemptAt }) => <Whole>{formats.moment(nextAttemptAt)}</Whole> },
      ]}
      empty={
        <Text p="lg" size="sm">
          {empty}
        </Text>
      }
    />
  )
}
