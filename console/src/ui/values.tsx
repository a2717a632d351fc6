import { ActionIcon, CopyButton, Table, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

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
            <Table.Th scope="row" fw={400} c="dimmed" w="42%" fz="sm">
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            <Table.Td w={34}>
              <CopyValue name={name} value={value} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** A small button that copies a value. */
export function CopyValue({ name, value }: Named) {
  const t = useTexts(common)
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t.copied : t.copy}>
          <ActionIcon
            variant="subtle"
            size={24}
            color={copied ? 'teal' : 'gray'}
            onClick={copy}
            aria-label={`${t.copy}: ${name}`}
          >
            {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
