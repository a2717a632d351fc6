import type { ShownQueueItem } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useFormats } from '../../texts/format.ts'
import type { MovingKind } from '../../texts/history.ts'
import { useTexts } from '../../texts/language.tsx'
import { reviewTexts } from '../../texts/review.ts'
import { Happenings } from '../../ui/happenings.tsx'
import { useHappeningWords } from '../happening-words.ts'

type Who = 'customer' | 'provider' | 'clock' | 'operator'
const isWho = (text: string): text is Who => ['customer', 'provider', 'clock', 'operator'].includes(text)

interface HistoryListProps {
  kind: MovingKind
  history: ShownQueueItem['history']
}

/** What happened to something, newest first: in words, and beneath in the names an API client sees. */
export function HistoryList({ kind, history }: HistoryListProps) {
  const t = useTexts(reviewTexts)
  const moved = useHappeningWords(kind)
  const formats = useFormats()
  if (history.length === 0) return <Text size="sm">{t.noHistory}</Text>
  return (
    <Happenings
      items={history.map(({ at, move, to, by, reason, reasons }, place) => ({
        key: `${at} ${move} ${place}`,
        what: moved(move),
        when: `${formats.moment(at)} · ${isWho(by) ? t[by] : by}`,
        code: `${move} → ${to}`,
        reasons: [...reasons, reason ?? ''].filter((one) => one !== ''),
      }))}
    />
  )
}
