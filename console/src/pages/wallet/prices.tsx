// What everything costs today, and on a day to come.
import type { PricedItem } from '@ceralacca/client'
import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { kindNamesInOrder } from '../../parts/mailbox-kinds.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { kindNames } from '../../texts/mailbox-kinds.ts'
import { walletTexts } from '../../texts/wallet.ts'
import { Asked } from '../../ui/asked.tsx'
import { List } from '../../ui/list.tsx'
import type { Column } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import { Trouble } from '../../ui/trouble.tsx'

/** The prices in force, beside those of another day. */
export function Prices() {
  const t = useTexts(walletTexts)
  const [day, setDay] = useState('')
  const today = useAsk(['prices'], (api) => api.listPrices())
  const then = useAsk(['prices', { at: day }], (api) => api.listPrices({ at: day }), { enabled: day !== '' })
  const other = day === '' || then.isPlaceholderData ? undefined : then.data
  return (
    <Panel title={t.prices}>
      <Text size="sm">{t.pricesNote}</Text>
      <TextInput
        type="date"
        label={t.pricesOn}
        description={t.pricesOnNote}
        maw={280}
        value={day}
        onChange={({ currentTarget: { value } }) => setDay(value)}
      />
      {day !== '' && then.isError && <Trouble error={then.error} />}
      <Asked query={today}>{(prices) => <PriceTable prices={prices} day={day} other={other} />}</Asked>
    </Panel>
  )
}

interface PriceTableProps {
  prices: readonly PricedItem[]
  day: string
  /** Those of the day; undefined where none is chosen. */
  other: readonly PricedItem[] | undefined
}

function PriceTable({ prices, day, other }: PriceTableProps) {
  const t = useTexts(walletTexts)
  const formats = useFormats()
  const priceThen = new Map(other?.map(({ item, price }) => [item, price]))
  const isChanged = ({ item, price }: PricedItem) => (priceThen.get(item) ?? price) !== price
  const then: Column<PricedItem> = {
    title: t.priceThen(formats.day(`${day}T12:00:00Z`)),
    align: 'right',
    of: (one) => {
      const price = formats.money(priceThen.get(one.item))
      return isChanged(one) ? <State mood="yours">{price}</State> : price
    },
  }
  return (
    <>
      <Text size="sm" aria-live="polite">
        {other !== undefined && t.changes(prices.filter(isChanged).length)}
      </Text>
      <List
        label={t.prices}
        items={prices}
        keyOf={({ item }) => item}
        columns={[
          { title: t.item, of: ({ item }) => nameOf(t, item) },
          { title: t.per, of: ({ per }) => unitOf(t, per) },
          { title: t.price, of: ({ price }) => formats.money(price), align: 'right' },
          ...(other === undefined ? [] : [then]),
        ]}
      />
    </>
  )
}

type Words = (typeof walletTexts)['it' | 'en']

const items = [
  'extra user',
  'mailbox space',
  'archive space',
  'preservation space',
  'certified domain',
  'certified domain mailbox',
  'register communication',
  'domain check',
] as const

/** What is priced, in plain words; an item unknown here by its name. */
function nameOf(t: Words, item: string): string {
  const known = items.find((one) => one === item)
  if (known !== undefined) return t[known]
  if (!item.startsWith('mailbox ')) return item
  const kind = item.slice('mailbox '.length)
  const name = kindNamesInOrder.find((one) => one === kind)
  return t.mailbox(name === undefined ? kind : kindNames[name])
}

function unitOf(t: Words, per: string): string {
  const names = {
    year: t.per_year,
    user: t.per_user,
    request: t.per_request,
    check: t.per_check,
    'mailbox and year': t.per_both,
  }
  return Object.entries(names).find(([name]) => name === per)?.[1] ?? per
}
