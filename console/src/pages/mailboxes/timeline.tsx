import type { AccountEvent, Casella } from '@ceralacca/client'
import { Button, Text, Timeline as Line } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { isUnderWay } from '../../parts/mailbox.ts'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { mailboxPageTexts } from '../../texts/mailbox.ts'
import { timelineTexts } from '../../texts/timeline.ts'
import { Asked } from '../../ui/asked.tsx'
import { Panel } from '../../ui/panel.tsx'

const SOME = 12
const MOST = 1000

/** What happened to a mailbox, in plain words, newest first. */
export function Timeline({ mailbox }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const { id, timestamp } = mailbox
  const [limit, setLimit] = useState(SOME)
  const query = useAsk(
    ['mailbox', id, 'history', timestamp.ultima_modifica, limit],
    (api) => api.readMailboxHistory({ id, limit }),
    { pollWhile: () => isUnderWay(mailbox) },
  )
  return (
    <Panel title={t.timeline}>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <Line bulletSize={12} lineWidth={2}>
              {items.map((event) => (
                <Line.Item key={event.id} title={<Happened event={event} />}>
                  <When event={event} />
                </Line.Item>
              ))}
            </Line>
            {next !== null && (
              <Button variant="subtle" size="xs" onClick={() => setLimit(MOST)}>
                {t.older}
              </Button>
            )}
          </>
        )}
      </Asked>
    </Panel>
  )
}

function Happened({ event }: { event: AccountEvent }) {
  return (
    <Text span size="sm" fw={500}>
      {useSentence(event)}
    </Text>
  )
}

function When({ event: { at, by, detail } }: { event: AccountEvent }) {
  const t = useTexts(timelineTexts)
  const { language } = useLanguage()
  const formats = useFormats()
  const authors: Record<string, string> = {
    customer: t.byCustomer,
    provider: t.byProvider,
    clock: t.byClock,
    operator: t.byOperator,
  }
  const author = authors[by ?? '']
  const reasons = reasonsIn(detail, language)
  return (
    <>
      <Text size="sm" c="dimmed">
        {formats.moment(at)}
        {author !== undefined && `, ${author}`}
      </Text>
      {reasons.map((reason) => (
        <Text size="sm" key={reason}>
          {reason}
        </Text>
      ))}
    </>
  )
}

const kinds = {
  'expiry-reminder': 'expiryReminder',
  'renewal-failed': 'renewalFailed',
  'documents-sent-back': 'documentsSentBack',
  'called-off': 'calledOff',
  'order-completed': 'orderCompleted',
  'order-undone': 'orderUndone',
} as const
const isKind = (kind: string): kind is keyof typeof kinds => Object.hasOwn(kinds, kind)

/** An event as a sentence: by its move, its money, or its kind. */
function useSentence({ kind, detail }: AccountEvent): string {
  const t = useTexts(timelineTexts)
  const formats = useFormats()
  if (isKind(kind)) return t[kinds[kind]]
  if (kind === 'debited' || kind === 'refunded' || kind === 'credited')
    return t[kind](formats.money(textIn(detail['amount'])))
  const moves: Record<string, unknown> = t
  const move = textIn(detail['move'])
  if (detail['from'] === null) return t.register
  const said = Object.hasOwn(moves, move) ? moves[move] : undefined
  return typeof said === 'string' ? said : t.other(move === '' ? kind : move)
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The reasons an event gives, in the language of the page. */
function reasonsIn(detail: AccountEvent['detail'], language: 'it' | 'en'): string[] {
  const { reasons, note, reason } = detail
  const told = Array.isArray(reasons) ? reasons.map((one: unknown) => textIn(Reflect.get(Object(one), language))) : []
  return [...new Set([...told, textIn(note), textIn(reason)])].filter((text) => text !== '')
}
