import type { ShownQueueItem } from '@ceralacca/client'
import { Text, Timeline } from '@mantine/core'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { historyTexts } from '../../texts/history.ts'
import { timelineTexts } from '../../texts/timeline.ts'
import { reviewTexts } from '../../texts/review.ts'

type Who = 'customer' | 'provider' | 'clock' | 'operator'
const isWho = (text: string): text is Who => ['customer', 'provider', 'clock', 'operator'].includes(text)

interface HistoryListProps {
  isMailbox: boolean
  history: ShownQueueItem['history']
}

/** What happened to something, newest first: in words, and beneath in the names an API client sees. */
export function HistoryList({ isMailbox, history }: HistoryListProps) {
  const t = useTexts(reviewTexts)
  const ofMailboxes: Readonly<Record<string, unknown>> = useTexts(timelineTexts)
  const ofOthers: Readonly<Record<string, unknown>> = useTexts(historyTexts)
  const formats = useFormats()
  const words = (move: string) => {
    const found = (isMailbox ? ofMailboxes : ofOthers)[move]
    return typeof found === 'string' ? found : move
  }
  if (history.length === 0) return <Text size="sm">{t.noHistory}</Text>
  return (
    <Timeline bulletSize={12} lineWidth={2} active={history.length}>
      {history.map(({ at, move, to, by, reason, reasons }, place) => (
        <Timeline.Item key={`${at} ${move} ${place}`} title={<Text size="sm">{words(move)}</Text>}>
          <Text size="xs" c="dimmed">
            {formats.moment(at)} · {isWho(by) ? t[by] : by}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">{`${move} → ${to}`}</Text>
          {(reason !== null && reason !== '') || reasons.length > 0 ? (
            <Text size="xs">{[...reasons, reason].filter((one) => one !== null && one !== '').join(' · ')}</Text>
          ) : null}
        </Timeline.Item>
      ))}
    </Timeline>
  )
}
