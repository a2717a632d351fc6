import type { Bulk } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { bulkMoods, isRunning, useBulkWords } from '../../parts/bulk.ts'
import { bulkTexts } from '../../texts/bulk.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import { HandIn } from './hand-in.tsx'

const A_FEW = 30

/** Files of calls: a new one, and those before. */
export function BulkList() {
  const t = useTexts(bulkTexts)
  const query = useAsk(['bulks'], (api) => api.listBulks({ limit: A_FEW }), {
    pollWhile: ({ items }) => items.some(isRunning),
  })
  return (
    <Page title={t.title}>
      <HandIn />
      <Panel title={t.before}>
        <Asked query={query}>{({ items }) => <Before bulks={items} />}</Asked>
      </Panel>
    </Page>
  )
}

function Before({ bulks }: { bulks: readonly Bulk[] }) {
  const t = useTexts(bulkTexts)
  const formats = useFormats()
  const words = useBulkWords()
  return (
    <List
      label={t.before}
      items={bulks}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.when,
          of: ({ id, created_at }) => (
            <AnchorLink to="/bulk/$id" params={{ id }}>
              {formats.moment(created_at)}
            </AnchorLink>
          ),
        },
        { title: t.what, of: ({ operation }) => words.operation(operation) },
        { title: t.kind, of: ({ dry_run }) => (dry_run ? t.dryRun : t.real) },
        { title: t.state, of: ({ state }) => <State mood={bulkMoods[state]}>{words.states[state]}</State> },
        { title: t.rows, of: ({ rows }) => formats.number(rows), align: 'right' },
        { title: t.refused, of: ({ refused }) => formats.number(refused), align: 'right' },
        { title: t.price, of: ({ price }) => formats.money(price), align: 'right' },
      ]}
      empty={
        <Text size="sm" p="sm">
          {t.none}
        </Text>
      }
    />
  )
}
