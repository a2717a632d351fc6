// What became of a resource, newest first.
import type { AccountEvent, ListEventsAnswer, Operations, Result } from '@ceralacca/client'
import { Text } from '@mantine/core'
import type { QueryKey } from '@tanstack/react-query'
import type { Language } from '../texts/define.ts'
import { useFormats } from '../texts/format.ts'
import { historyTexts } from '../texts/history.ts'
import type { MovingKind } from '../texts/history.ts'
import { useLanguage, useTexts } from '../texts/language.tsx'
import { Asked } from '../ui/asked.tsx'
import { useCursor } from '../ui/cursor.ts'
import { Happenings } from '../ui/happenings.tsx'
import type { Happening } from '../ui/happenings.tsx'
import { Pages } from '../ui/pages.tsx'
import { Panel } from '../ui/panel.tsx'
import { useAsk } from './api.ts'
import { useHappeningWords } from './happening-words.ts'

interface HistoryProps {
  kind: MovingKind
  /** Of what is read; the history is read again whenever that is. */
  of: QueryKey
  read: (api: Operations, page: { limit: number; cursor?: string }) => Promise<Result<ListEventsAnswer>>
  /** Whether somebody else is about to add to it. */
  isUnderWay: boolean
}

const PAGE_SIZE = 12

/** The timeline of a resource, page by page. */
export function History({ kind, of, read, isUnderWay }: HistoryProps) {
  const t = useTexts(historyTexts)
  const { cursor, page, turn } = useCursor()
  const query = useAsk(
    [...of, 'history', { cursor }],
    (api) => read(api, { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
    { pollWhile: () => isUnderWay },
  )
  const happening = useHappening(kind)
  return (
    <Panel title={t.title}>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <Text size="sm">{t.none}</Text>}
            <Happenings items={withoutRepeated(items.map(happening))} />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
    </Panel>
  )
}

/** A move and what was told of it follow each other: their reasons are said once. */
const withoutRepeated = (items: readonly Happening[]): Happening[] =>
  items.map((one, place) => {
    const told = items[place - 1]?.reasons ?? []
    return { ...one, reasons: one.reasons.filter((reason) => !told.includes(reason)) }
  })

/** An event in plain words; one that is not known here by its name on the wire. */
function useHappening(kind: MovingKind): (event: AccountEvent) => Happening {
  const t = useTexts(historyTexts)
  const { language } = useLanguage()
  const formats = useFormats()
  const worded = useHappeningWords(kind)
  const what = ({ kind: name, detail }: AccountEvent): string => {
    if (name === 'debited' || name === 'refunded' || name === 'credited')
      return t[name](formats.money(textIn(detail['amount'])))
    if (name === 'changed' || name === 'state-changed') return worded(textIn(detail['move'])) || t.changed
    return worded(name)
  }
  const authors: Readonly<Record<string, string>> = {
    customer: t.byCustomer,
    provider: t.byProvider,
    clock: t.byClock,
    operator: t.byOperator,
  }
  return (event) => ({
    key: event.id,
    what: what(event),
    when: [formats.moment(event.at), authors[event.by ?? '']].filter(Boolean).join(', '),
    reasons: reasonsIn(event.detail, language),
  })
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The reasons an event gives, in the language of the page. */
function reasonsIn({ reasons, note, reason }: AccountEvent['detail'], language: Language): string[] {
  const told = Array.isArray(reasons) ? reasons.map((one: unknown) => textIn(Reflect.get(Object(one), language))) : []
  return [...new Set([...told, textIn(note), textIn(reason)])].filter((text) => text !== '')
}
