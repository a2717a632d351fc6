import { Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { Forbidden } from '../../parts/forbidden.tsx'
import { ListPrices } from '../../parts/list-prices.tsx'
import { useMay } from '../../parts/session.ts'
import { creditTexts } from '../../texts/credits.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import type { Filled } from '../../ui/confirm.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Whole } from '../../ui/whole.tsx'

/** Price lists, the last written first. */
export function PriceLists() {
  const t = useTexts(creditTexts)
  return useMay('money') ? <Lists /> : <Forbidden title={t.priceLists} />
}

function Lists() {
  const t = useTexts(creditTexts)
  const formats = useFormats()
  const [isWriting, write] = useState(false)
  const [shown, show] = useState<string>()
  const query = useAsk(['price-lists'], (api) => api.listPriceLists({ limit: 100 }))
  return (
    <Page
      title={t.priceLists}
      actions={
        <ActionButton variant="filled" size="sm" onClick={() => write(true)}>
          {t.write}
        </ActionButton>
      }
    >
      <Asked query={query}>
        {({ items }) => (
          <List
            label={t.priceLists}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { title: t.name, of: ({ name }) => name },
              { title: t.from, of: ({ starts_at }) => <Whole>{formats.day(starts_at)}</Whole> },
              { title: t.forWhom, of: ({ everybody }) => (everybody ? t.everybody : t.someone) },
              {
                title: t.prices,
                of: ({ id }) => (
                  <ActionButton size="xs" variant="default" onClick={() => show(id)}>
                    {t.show}
                  </ActionButton>
                ),
              },
            ]}
            empty={<Text p="lg">{t.noLists}</Text>}
          />
        )}
      </Asked>
      {isWriting && <Write close={() => write(false)} />}
      {shown !== undefined && <ListPrices id={shown} close={() => show(undefined)} />}
    </Page>
  )
}

function Write({ close }: { close: () => void }) {
  const t = useTexts(creditTexts)
  const create = useDo(
    (api, input: Parameters<typeof api.createPriceList>[0]) => api.createPriceList(input),
    ['price-lists'],
  )
  const run = ({ name = '', from = '', everybody = '', prices = '' }: Filled) =>
    create.mutateAsync({ name, from, everybody: everybody === 'yes', prices: pricesIn(prices) })
  return (
    <Confirm
      title={t.write}
      effect={t.writeEffect}
      fields={[
        { name: 'name', label: t.name },
        { name: 'from', label: t.firstDay, kind: 'date' },
        { name: 'everybody', label: t.everybody, kind: 'flag', optional: true },
        { name: 'prices', label: t.prices, note: t.pricesNote, kind: 'long', optional: true },
      ]}
      run={run}
      close={close}
    />
  )
}

/** Items and amounts of lines; a line that is none is sent as it is, for the server to say so. */
function pricesIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const [item = '', amount = ''] = line.split(/[=:]/)
      return [item.trim(), amount.trim()]
    }),
  )
}
