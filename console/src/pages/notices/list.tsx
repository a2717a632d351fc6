import { Code, Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { noticeKinds, watchTexts } from '../../texts/watch.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Pages } from '../../ui/pages.tsx'
import { GraceDomains } from './grace.tsx'
import { Whole } from '../../ui/whole.tsx'

const PAGE_SIZE = 50

/** What operators should know: domains whose records are wrong, and events, newest first. */
export function NoticeList() {
  const t = useTexts(watchTexts)
  const formats = useFormats()
  const kinds: Readonly<Record<string, string>> = useTexts(noticeKinds)
  const { cursor, page, turn } = useCursor()
  const query = useAsk(['operator-events', cursor], (api) =>
    api.listOperatorEvents({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
  )
  return (
    <Page title={t.notices}>
      <GraceDomains />
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <List
              label={t.notices}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                { title: t.what, of: ({ kind }) => kinds[kind] ?? kind },
                { title: t.when, of: ({ at }) => <Whole>{formats.moment(at)}</Whole> },
                { title: t.about, of: ({ subject }) => subject },
                { title: t.detail, of: ({ detail }) => <Code>{detailWords(detail)}</Code> },
              ]}
              empty={<Text p="lg">{t.noNotices}</Text>}
            />
            <Pages page={page} isLast={next === null} onChange={(to) => turn(to, next)} />
          </>
        )}
      </Asked>
    </Page>
  )
}

const detailWords = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')
