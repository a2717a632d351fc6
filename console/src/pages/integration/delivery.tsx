import type { DeliveryWithAttempts } from '@ceralacca/client'
import { Code, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsk, useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { List } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DeliveryState, isOnItsWay } from './delivery-state.tsx'
import { IntegrationFrame } from './frame.tsx'
import { SignatureHeaders } from './signature-headers.tsx'
import { Whole } from '../../ui/whole.tsx'
import { useNotice } from '../../ui/notice.ts'

const route = getRouteApi('/customer/integration/deliveries/$id')

/** One callback: what is sent, what the receiver made of it, and sending it again. */
export function DeliveryPage() {
  const t = useTexts(integrationTexts)
  const { id } = route.useParams()
  const query = useAsk(['delivery', id], (api) => api.readDelivery({ id }), { pollWhile: isOnItsWay })
  return (
    <IntegrationFrame title={t.delivery(id)} actions={<Retry id={id} />}>
      <Asked query={query}>
        {(delivery) => (
          <>
            <Sent delivery={delivery} />
            <Attempts delivery={delivery} />
            <SignatureHeaders delivery={delivery} />
          </>
        )}
      </Asked>
    </IntegrationFrame>
  )
}

function Retry({ id }: { id: string }) {
  const t = useTexts(integrationTexts)
  const notice = useNotice()
  const words = useTexts(common)
  const may = useMay('develop')
  const retry = useDo((api) => api.retryDelivery({ id }), ['delivery', 'deliveries'])
  const send = () =>
    retry.mutate(undefined, {
      onSuccess: () => notice(t.retried),
      onError: (error) => notice(error.message, 'wrong'),
    })
  return (
    <ActionButton why={may ? undefined : words.notAllowed} loading={retry.isPending} onClick={send}>
      {t.retry}
    </ActionButton>
  )
}

function Sent({ delivery }: { delivery: DeliveryWithAttempts }) {
  const t = useTexts(integrationTexts)
  const formats = useFormats()
  const { event, subject, url, createdAt, nextAttemptAt, contentType, body, note, reasons } = delivery
  return (
    <Panel
      title={t.sent}
      beside={
        <div aria-live="polite">
          <DeliveryState delivery={delivery} />
        </div>
      }
    >
      <Facts
        facts={[
          [t.event, event],
          [t.subject, <Code key="subject">{subject}</Code>],
          [t.address, url],
          [t.created, formats.moment(createdAt)],
          [t.nextAttempt, formats.moment(nextAttemptAt)],
          [t.contentType, <Code key="type">{contentType}</Code>],
          [t.message, [...reasons.map(({ it }) => it), note].filter((text) => text !== '').join('; ')],
        ]}
      />
      <Text size="sm" fw={500}>
        {t.body}
      </Text>
      <CodeBlock label={t.body}>{readable(body, contentType)}</CodeBlock>
    </Panel>
  )
}

/** JSON on lines of its own, and a form one member a line. */
function readable(body: string, contentType: string): string {
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${indented(value)}`).join('\n')
  return indented(body)
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function Attempts({ delivery: { history } }: { delivery: DeliveryWithAttempts }) {
  const t = useTexts(integrationTexts)
  const formats = useFormats()
  const outcomes: Record<string, string> = {
    delivered: t.outcome_delivered,
    refused: t.outcome_refused,
    timeout: t.outcome_timeout,
  }
  return (
    <Panel title={t.history}>
      <List
        label={t.history}
        items={history}
        keyOf={({ attempt }) => String(attempt)}
        columns={[
          { title: t.attempt, of: ({ attempt }) => attempt },
          { title: t.at, of: ({ startedAt }) => <Whole>{formats.moment(startedAt)}</Whole> },
          { title: t.outcome, of: ({ outcome }) => outcomes[outcome] ?? outcome },
          { title: t.status, align: 'right', of: ({ status }) => status },
          { title: t.duration, align: 'right', of: ({ elapsedMs }) => `${formats.number(elapsedMs)} ms` },
          {
            title: t.reply,
            of: ({ reply }) =>
              reply === null ? (
                <Text size="sm" c="dimmed">
                  {t.noReply}
                </Text>
              ) : (
                <Code block miw={260} style={{ whiteSpace: 'pre-wrap' }}>
                  {reply}
                </Code>
              ),
          },
        ]}
        empty={
          <Text p="lg" size="sm">
            {t.noAttempts}
          </Text>
        }
      />
    </Panel>
  )
}
