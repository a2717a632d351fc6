import type { ShownQueueItem } from '@ceralacca/client'
import { Table, Text } from '@mantine/core'
import { useTexts } from '../../texts/language.tsx'
import { queueTexts } from '../../texts/queue.ts'
import { Panel } from '../../ui/panel.tsx'
import { Copy } from '../../ui/copy.tsx'
import { useOrderWords } from '../queue.ts'
import { useFieldWords } from '../resource-facts.tsx'

/** What is to be made so at the provider: each value before and after, to be copied. */
export function TaskChanges({ shown: { item, changes } }: { shown: ShownQueueItem }) {
  const t = useTexts(queueTexts)
  const { nameOf, valueOf } = useFieldWords()
  const orderWords = useOrderWords()
  return (
    <Panel title={t.atProvider}>
      <Text mb="sm" size="sm">
        {orderWords(item)}
      </Text>
      {changes.length > 0 && (
        <Table.ScrollContainer minWidth={320}>
          <Table aria-label={t.atProvider} verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t.field}</Table.Th>
                <Table.Th scope="col">{t.before}</Table.Th>
                <Table.Th scope="col" colSpan={2}>
                  {t.after}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map(({ field, before, after }) => (
                <Table.Tr key={field}>
                  <Table.Th scope="row" fw={400}>
                    {nameOf(field)}
                  </Table.Th>
                  <Table.Td c="dimmed">{valueOf(field, before) || t.nothingThere}</Table.Td>
                  <Table.Td fw={600} style={{ overflowWrap: 'anywhere' }}>
                    {valueOf(field, after) || t.nothingThere}
                  </Table.Td>
                  <Table.Td w={34}>
                    <Copy label={nameOf(field)} text={valueOf(field, after)} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  )
}
