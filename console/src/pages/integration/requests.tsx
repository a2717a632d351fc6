import type { LoggedRequest } from '@ceralacca/client'
import { Code, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { RefusalLink } from '../../parts/refusal-link.tsx'
import { useFormats } from '../../texts/format.ts'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { List } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { IntegrationFrame } from './frame.tsx'
import { Whole } from '../../ui/whole.tsx'

const PAGE_SIZE = 50

/** What the account asked the server, newest first. */
export function RequestLog() {
  const t = useTexts(integrationTexts)
  const [failed, setFailed] = useState<'true' | 'false'>('false')
  const [typed, setTyped] = useState('')
  const [id] = useDebouncedValue(typed.trim(), 300)
  const { cursor, page, turn, restart } = useCursor()
  const query = useAsk(['requests', { failed, id, cursor }], (api) =>
    api.listRequests({ failed, limit: PAGE_SIZE, ...(id !== '' && { id }), ...(cursor !== undefined && { cursor }) }),
  )
  return (
    <IntegrationFrame title={t.requests}>
      <Text size="sm">{t.requestsText}</Text>
      <Group align="flex-end">
        <Choice
          label={t.which}
          value={failed}
          options={[
            { value: 'false', label: t.all },
            { value: 'true', label: t.refusedOnly },
          ]}
          onChange={(chosen) => {
            restart()
            setFailed(chosen)
          }}
        />
        <TextInput
          label={t.requestId}
          description={t.requestIdNote}
          maxLength={40}
          value={typed}
          onChange={(event) => {
            restart()
            setTyped(event.currentTarget.value)
          }}
        />
      </Group>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <Requests requests={items} />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
    </IntegrationFrame>
  )
}

function Requests({ requests }: { requests: readonly LoggedRequest[] }) {
  const t = useTexts(integrationTexts)
  const formats = useFormats()
  return (
    <List
      label={t.requests}
      items={requests}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.method,
          of: ({ method, path }) => (
            <Code style={{ display: 'inline-block', minWidth: 240, overflowWrap: 'anywhere' }}>
              {method} {path}
            </Code>
          ),
        },
        { title: t.at, of: ({ at }) => <Whole>{formats.moment(at)}</Whole> },
        { title: t.status, align: 'right', of: ({ status }) => status },
        {
          title: t.error,
          align: 'right',
          of: ({ error, path }) => error !== null && <RefusalLink number={error} path={path} />,
        },
        { title: t.message, of: ({ message }) => message },
        { title: t.paid, align: 'right', of: ({ paid }) => (Number(paid) === 0 ? '' : formats.money(paid)) },
        { title: t.duration, align: 'right', of: ({ ms }) => <Whole>{`${formats.number(Math.round(ms))} ms`}</Whole> },
        { title: t.who, of: ({ ip }) => ip },
        { title: t.requestId, of: ({ id }) => <Code>{id}</Code> },
      ]}
      empty={
        <Text p="lg" size="sm">
          {t.noRequests}
        </Text>
      }
    />
  )
}
