import { Group, Paper, Stack, Title } from '@mantine/core'
import { useId } from 'react'
import type { ReactNode } from 'react'

interface PanelProps {
  title: string
  /** Beside the title: a state, for example. */
  beside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page under a heading of its own. */
export function Panel({ title, beside, actions, children }: PanelProps) {
  const id = useId()
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="sm">
            <Title order={2} size="h4" id={id} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {beside}
          </Group>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
        {children}
      </Stack>
    </Paper>
  )
}
