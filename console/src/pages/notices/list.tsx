import type { OperatorEvent } from '@ceralacca/client'
import { Code, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { watchTexts } from '../../texts/back-office.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Pages } from '../../ui/pages.tsx'
import { GraceDomains } from './grace.tsx'

const PAGE_SIZE = 50

/** What operators should know: domains whose records are wrong, and events, newest first. */
export function NoticeList() {
  const t = useTexts(watchTexts)
  const formats = useFormats()
  const kindWords = useKindWords()
  const [page, turn] = useState(1)
  const skip = (page - 1) * PAGE_SIZE
  const query = useAsk(['operator-events', skip], (api) => api.listOperatorEvents({ skip, limit: PAGE_SIZE }))
  return (
    <Page title={t.notices}>
      <GraceDomains />
      <Asked query={query}>
        {(events) => (
          <>
            <List
              label={t.notices}
              items={events}
              keyOf={({ id }) => id}
              columns={[
                { title: t.what, of: kindWords },
                { title: t.when, of: ({ at }) => formats.moment(at) },
                { title: t.about, of: ({ subject }) => subject },
                { title: t.detail, of: ({ detail }) => <Code>{detailWords(detail)}</Code> },
              ]}
              empty={<Text p="lg">{t.noNotices}</Text>}
            />
            <Pages page={page} isLast={events.length < PAGE_SIZE} onChange={turn} />
          </>
        )}
      </Asked>
    </Page>
  )
}

const kinds = [
  ...(['task-overdue', 'review-overdue', 'done-in-vain'] as const),
  ...(['breaker-opened', 'breaker-closed', 'provider-paused', 'provider-resumed'] as const),
]

function useKindWords() {
  const t = useTexts(watchTexts)
  return ({ kind }: OperatorEvent) => {
    const known = kinds.find((one) => one === kind)
    return known === undefined ? kind : t[known]
  }
}

const detailWords = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')
