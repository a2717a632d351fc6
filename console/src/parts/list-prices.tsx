import { Modal, Table } from '@mantine/core'
import { common } from '../texts/common.ts'
import { creditTexts } from '../texts/credits.ts'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'
import { Asked } from '../ui/asked.tsx'
import { useAsk } from './api.ts'

/** What a price list names, in a dialogue. */
export function ListPrices({ id, close }: { id: string; close: () => void }) {
  const t = useTexts(creditTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const query = useAsk(['price-lists', id], (api) => api.readPriceList({ id }))
  return (
    <Modal opened onClose={close} title={query.data?.name ?? t.prices} closeButtonProps={{ 'aria-label': words.close }}>
      <Asked query={query}>
        {({ prices }) => (
          <Table aria-label={t.prices}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t.item}</Table.Th>
                <Table.Th scope="col" ta="right">
                  {t.price}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {Object.entries(prices).map(([item, price]) => (
                <Table.Tr key={item}>
                  <Table.Th scope="row" fw={400}>
                    {item}
                  </Table.Th>
                  <Table.Td ta="right">{formats.money(price)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Asked>
    </Modal>
  )
}
