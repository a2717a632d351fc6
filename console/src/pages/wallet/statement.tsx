// What came in and what was spent, by kind and days, page by page; also as a file.
import { valueOf } from '@ceralacca/client'
import type { ListWalletTransactionsInput, Operations, WalletTransaction } from '@ceralacca/client'
import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { IconDownload } from '../../generated/icons.ts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useAsk } from '../../parts/api.ts'
import { ResourceLink } from '../../parts/resource-link.tsx'
import { describe, rowsOf, subjectOf } from '../../parts/transactions.ts'
import { Whole } from '../../ui/whole.tsx'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { walletTexts } from '../../texts/wallet.ts'
import { Asked } from '../../ui/asked.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { csvOf, saveFile } from '../../ui/download.ts'
import { List } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'

type Filter = Pick<ListWalletTransactionsInput, 'kind' | 'from' | 'to'>

const PAGE_SIZE = 25
const MOST_IN_A_FILE = 10_000

/** The wallet's statement. */
export function Statement() {
  const t = useTexts(walletTexts)
  const [filter, setFilter] = useState<Filter>({})
  const { cursor, page, turn, restart } = useCursor()
  const query = useAsk(['wallet', 'statement', filter, { cursor }], (api) =>
    api.listWalletTransactions({ ...filter, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
  )
  return (
    <Panel title={t.statement} beside={<CsvButton filter={filter} />}>
      <Filters
        filter={filter}
        onChange={(changed) => {
          restart()
          setFilter(changed)
        }}
      />
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <Transactions items={items} />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
      {query.isError && query.data !== undefined && <Trouble error={query.error} />}
    </Panel>
  )
}

const kinds = ['credited', 'debited', 'refunded'] as const

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useTexts(walletTexts)
  const { kind, from, to } = filter
  const changed = (name: keyof Filter, value: string | undefined) => {
    const { [name]: _, ...others } = filter
    onChange(value === undefined || value === '' ? others : { ...others, [name]: value })
  }
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t.kind}
        value={kind ?? ''}
        onChange={({ currentTarget: { value } }) => changed('kind', value)}
        data={[{ value: '', label: t.all }, ...kinds.map((value) => ({ value, label: t[value] }))]}
      />
      <TextInput
        type="date"
        label={t.from}
        value={from ?? ''}
        {...(to !== undefined && { max: to })}
        onChange={({ currentTarget: { value } }) => changed('from', value)}
      />
      <TextInput
        type="date"
        label={t.to}
        value={to ?? ''}
        {...(from !== undefined && { min: from })}
        onChange={({ currentTarget: { value } }) => changed('to', value)}
      />
    </Group>
  )
}

function Transactions({ items }: { items: readonly WalletTransaction[] }) {
  const t = useTexts(walletTexts)
  const formats = useFormats()
  return (
    <List
      label={t.statement}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        { title: t.when, of: ({ at }) => <Whole>{formats.moment(at)}</Whole> },
        { title: t.what, of: (one) => describe(t, one) },
        { title: t.about, of: (one) => <Subject transaction={one} /> },
        { title: t.amount, of: ({ amount }) => <Whole>{formats.money(amount)}</Whole>, align: 'right' },
      ]}
      empty={<Text p="lg">{t.noTransactions}</Text>}
    />
  )
}

function Subject({ transaction }: { transaction: WalletTransaction }) {
  const { resource } = transaction
  return resource === null ? subjectOf(transaction) : <ResourceLink resource={resource} />
}

function CsvButton({ filter }: { filter: Filter }) {
  const t = useTexts(walletTexts)
  const { language } = useLanguage()
  const formats = useFormats()
  const api = useApi()
  const save = useMutation({
    mutationFn: async () => {
      const found = await allOf(api, filter)
      saveFile('ceralacca.csv', csvOf(rowsOf(t, language, found)), 'text/csv;charset=utf-8')
      return found.length
    },
  })
  return (
    <Group gap="sm">
      <Text size="xs" aria-live="polite">
        {save.data === MOST_IN_A_FILE && t.csvMost(formats.number(MOST_IN_A_FILE))}
      </Text>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t.csv}
      </Button>
      {save.isError && <Trouble error={save.error} />}
    </Group>
  )
}

/** The transactions of a statement, newest first, up to what a file holds. */
async function allOf(api: Operations, filter: Filter): Promise<WalletTransaction[]> {
  const found: WalletTransaction[] = []
  for (let cursor: string | null | undefined; cursor !== null && found.length < MOST_IN_A_FILE;) {
    const page = await api.listWalletTransactions({ ...filter, limit: 1_000, ...(cursor !== undefined && { cursor }) })
    const { items, next } = valueOf(page)
    found.push(...items)
    cursor = next
  }
  return found.slice(0, MOST_IN_A_FILE)
}
