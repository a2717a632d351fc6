import type { ShownQueueItem } from '@ceralacca/client'
import { Text, Timeline } from '@mantine/core'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { reviewTexts } from '../../texts/review.ts'

type Who = 'customer' | 'provider' | 'clock' | 'operator'
const isWho = (text: string): text is Who => ['customer', 'provider', 'clock', 'operator'].includes(text)

/** What happened to something, newest first, in the names an API client sees. */
export function HistoryList({ history }: { history: ShownQueueItem['history'] }) {
  const t = useTexts(reviewTexts)
  const formats = useFormats()
  if (history.length === 0) return <Text size="sm">{t.noHistory}</Text>
  return (
    <Timeline bulletSize={12} lineWidth={2} active={history.length}>
      {history.map(({ at, move, to, by, reason, reasons }, place) => (
        <Timeline.Item key={`${at} ${move} ${place}`} title={<Text size="sm">{`${move} → ${to}`}</Text>}>
          <Text size="xs" c="dimmed">
            {formats.moment(at)} · {isWho(by) ? t[by] : by}
          </Text>
          {(reason !== null && reason !== '') || reasons.length > 0 ? (
            <Text size="xs">{[...reasons, reason].filter((one) => one !== null && one !== '').join(' · ')}</Text>
          ) : null}
        </Timeline.Item>
      ))}
    </Timeline>
  )
}
