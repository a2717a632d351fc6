import { Table } from '@mantine/core'
import { Copy } from './copy.tsx'

export interface Named {
  name: string
  value: string
}

/** Values by their names, each to be copied. */
export function Values({ label, values }: { label: string; values: readonly Named[] }) {
  return (
    <Table withRowBorders={false} verticalSpacing={2} aria-label={label}>
      <Table.Tbody>
        {values.map(({ name, value }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400} c="dimmed" w="36%" fz="sm">
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            <Table.Td w={34}>
              <Copy text={value} label={name} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
