// What became of a resource, newest first.
import type { AccountEvent, ListEventsAnswer, Operations, Result } from '@ceralacca/client'
import { Text, Timeline } from '@mantine/core'
import type { QueryKey } from '@tanstack/react-query'
import { useFormats } from '../texts/format.ts'
import { historyTexts } from '../texts/history.ts'
import type { HistoryName } from '../texts/history.ts'
import { useTexts } from '../texts/language.tsx'
import { Asked } from '../ui/asked.tsx'
import { useCursor } from '../ui/cursor.ts'
import { Pages } from '../ui/pages.tsx'
import { Panel } from '../ui/panel.tsx'
import { useAsk } from './api.ts'

interface HistoryProps {
  /** Of what is read; the history is read again whenever that is. */
  of: QueryKey
  read: (api: Operations, page: { limit: number; cursor?: string }) => Promise<Result<ListEventsAnswer>>
  refetchInterval: number | false
}

const PAGE_SIZE = 20

/** The timeline of a resource, page by page. */
export function History({ of, read, refetchInterval }: HistoryProps) {
  const t = useTexts(historyTexts)
  const { cursor, page, turn } = useCursor()
  const query = useAsk(
    [...of, 'history', { cursor }],
    (api) => read(api, { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
    { refetchInterval },
  )
  return (
    <Panel title={t.title}>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <Text size="sm">{t.none}</Text>}
            <Timeline bulletSize={14} lineWidth={2} color="gray" active={-1}>
              {items.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </Timeline>
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
    </Panel>
  )
}

function Entry({ entry }: { entry: AccountEvent }) {
  const t = useTexts(historyTexts)
  const formats = useFormats()
  const by = { customer: t.byCustomer, provider: t.byProvider, clock: t.byClock, operator: t.byOperator }
  const who = isKey(by, entry.by) ? ` · ${by[entry.by]}` : ''
  const { reason } = entry.detail
  return (
    <Timeline.Item title={<Text size="sm">{useWords(entry)}</Text>}>
      <Text size="xs" c="dimmed">
        {formats.moment(entry.at)}
        {who}
      </Text>
      {typeof reason === 'string' && reason !== '' && <Text size="xs">{t.reason(reason)}</Text>}
    </Timeline.Item>
  )
}

/** An entry in a few words; one that is not known here by its name on the wire. */
function useWords({ kind, detail }: AccountEvent): string {
  const t = useTexts(historyTexts)
  const formats = useFormats()
  if (kind === 'debited' || kind === 'refunded') return t[kind](formats.money(String(detail['amount'])))
  const name = kind === 'changed' || kind === 'state-changed' ? detail['move'] : kind
  return isName(t, name) ? t[name] : typeof name === 'string' ? name : t.changed
}

const isKey = <T extends object>(table: T, name: unknown): name is keyof T =>
  typeof name === 'string' && Object.hasOwn(table, name)

const isName = (t: object, name: unknown): name is HistoryName => isKey(t, name) && typeof Object(t)[name] === 'string'
