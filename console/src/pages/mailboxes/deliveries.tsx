import type { Casella, Delivery } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { useHappeningWords } from '../../parts/happening-words.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxPageTexts } from '../../texts/mailbox.ts'
import { Asked } from '../../ui/asked.tsx'
import { Facts } from '../../ui/facts.tsx'
import { List } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import type { Mood } from '../../ui/state.tsx'

const A_FEW = 10

/** Where changes of a mailbox are told, and what became of it. */
export function Deliveries({ mailbox: { id, callback, timestamp } }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const query = useAsk(
    ['mailbox', id, 'deliveries', timestamp.ultima_modifica],
    (api) => api.listMailboxDeliveries({ id, limit: A_FEW }),
    { enabled: callback !== false, pollWhile: ({ items }) => items.some(({ state }) => state === 'due') },
  )
  return (
    <Panel title={t.deliveries}>
      {callback === false ? (
        <Text size="sm">{t.noCallback}</Text>
      ) : (
        <>
          <Facts
            facts={[
              [t.callbackTo, callback.url],
              [t.callbackAs, callback.method ?? 'POST'],
            ]}
          />
          <Asked query={query}>{({ items }) => <Told deliveries={items} />}</Asked>
        </>
      )}
    </Panel>
  )
}

const moods: Record<string, Mood> = { due: 'waiting', delivered: 'good', given_up: 'wrong' }

function Told({ deliveries }: { deliveries: readonly Delivery[] }) {
  const t = useTexts(mailboxPageTexts)
  const named = useHappeningWords('mailbox')
  const states: Record<string, string> = { due: t.due, delivered: t.delivered, given_up: t.given_up }
  const formats = useFormats()
  return (
    <List
      label={t.deliveries}
      items={deliveries}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.event,
          of: ({ event, createdAt }) => (
            <>
              {named(event)}
              <Text size="xs" c="dimmed">
                {formats.moment(createdAt)}
              </Text>
            </>
          ),
        },
        {
          title: t.outcome,
          of: ({ state }) => <State mood={moods[state] ?? 'waiting'}>{states[state] ?? state}</State>,
        },
        { title: t.attempts, of: ({ attempts }) => attempts, align: 'right' },
      ]}
      empty={
        <Text size="sm" p="sm">
          {t.noDeliveries}
        </Text>
      }
    />
  )
}
