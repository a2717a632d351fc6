import { useAsk } from '../../parts/api.ts'
import { areas } from '../../texts/areas.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'

/** What waits for a person, most urgent first. */
export function QueueList() {
  const t = useTexts(areas)
  const query = useAsk(['queue'], (api) => api.listQueue({}))
  return (
    <Page title={t.queue}>
      <Asked query={query}>
        {({ items }) => (
          <List
            label={t.queue}
            items={items}
            keyOf={({ id }) => id}
            columns={[{ title: '', of: ({ title }) => title }]}
          />
        )}
      </Asked>
    </Page>
  )
}
