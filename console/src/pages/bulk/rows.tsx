import { eachItem } from '@ceralacca/client'
import type { Bulk, ListBulkRowsAnswer, Operations } from '@ceralacca/client'
import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useAsk } from '../../parts/api.ts'
import { isRunning } from '../../parts/bulk.ts'
import { bulkTexts } from '../../texts/bulk.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { csvOf, saveFile } from '../../ui/download.ts'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { State } from '../../ui/state.tsx'
import type { Mood } from '../../ui/state.tsx'
import { Trouble } from '../../ui/trouble.tsx'

type Row = ListBulkRowsAnswer['items'][number]
const PAGE_SIZE = 100
const moods: Record<Row['state'], Mood> = { waiting: 'waiting', succeeded: 'good', refused: 'wrong', canceled: 'over' }
const states = ['waiting', 'succeeded', 'refused', 'canceled'] as const

/** What each row came to, a page at a time, and all of it as a file. */
export function Rows({ bulk }: { bulk: Bulk }) {
  const t = useTexts(bulkTexts)
  const word = useStateWord(bulk)
  const [state, setState] = useState<Row['state']>()
  const [cursor, setCursor] = useState<string>()
  const input = { id: bulk.id, ...(state !== undefined && { state }), ...(cursor !== undefined && { cursor }) }
  const query = useAsk(['bulk', bulk.id, 'rows', input, bulk.waiting], (api) =>
    api.listBulkRows({ ...input, limit: PAGE_SIZE }),
  )
  return (
    <>
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={t.show}
          value={state ?? ''}
          data={[{ value: '', label: t.all }, ...states.map((value) => ({ value, label: word(value) }))]}
          onChange={({ currentTarget: { value } }) => {
            setState(states.find((one) => one === value))
            setCursor(undefined)
          }}
        />
        {!isRunning(bulk) && <Download bulk={bulk} />}
      </Group>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <RowList bulk={bulk} rows={items} />
            {next !== null && (
              <Button variant="default" size="xs" onClick={() => setCursor(next)} style={{ alignSelf: 'flex-start' }}>
                {t.more}
              </Button>
            )}
          </>
        )}
      </Asked>
    </>
  )
}

function useStateWord({ dry_run }: Bulk) {
  const t = useTexts(bulkTexts)
  const names: Record<Row['state'], string> = {
    waiting: t.stateWaiting,
    succeeded: dry_run ? t.wouldDo : t.stateSucceeded,
    refused: t.stateRefused,
    canceled: t.stateCanceled,
  }
  return (state: Row['state']) => names[state]
}

function RowList({ bulk, rows }: { bulk: Bulk; rows: readonly Row[] }) {
  const t = useTexts(bulkTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const word = useStateWord(bulk)
  const isMailbox = bulk.operation !== 'renewCertifiedDomain'
  return (
    <List
      label={t.rows}
      items={rows}
      keyOf={({ number }) => String(number)}
      columns={[
        { title: t.row, of: ({ number, key }) => (key === null ? number : `${number} · ${key}`) },
        { title: t.outcome, of: ({ state }) => <State mood={moods[state]}>{word(state)}</State> },
        {
          title: t.message,
          of: ({ error, message, replayed }) => (
            <Text span size="sm">
              {error === null ? (replayed ? t.replayed : '') : `${words.refusal(error)}: ${message ?? ''}`}
            </Text>
          ),
        },
        {
          title: t.resource,
          of: ({ resource }) =>
            resource === null ? (
              ''
            ) : isMailbox ? (
              <AnchorLink to="/mailboxes/$id" params={{ id: resource }} size="sm">
                {resource}
              </AnchorLink>
            ) : (
              resource
            ),
        },
        { title: t.price, of: ({ price }) => formats.money(price), align: 'right' },
      ]}
    />
  )
}

const A_PAGE = 1000

function Download({ bulk }: { bulk: Bulk }) {
  const t = useTexts(bulkTexts)
  const api = useApi()
  const download = useMutation({
    mutationFn: async () => saveFile(`risultati-${bulk.id}.csv`, csvOf(await linesOf(api, bulk.id)), 'text/csv'),
  })
  return (
    <>
      <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
        {t.download}
      </Button>
      {download.isError && <Trouble error={download.error} />}
    </>
  )
}

const members = ['number', 'key', 'state', 'status', 'error', 'message', 'resource', 'price', 'replayed'] as const

async function linesOf(api: Operations, id: string): Promise<string[][]> {
  const lines: string[][] = [[...members]]
  for await (const row of eachItem(api.listBulkRows, { id, limit: A_PAGE }))
    lines.push(members.map((name) => String(row[name] ?? '')))
  return lines
}
