import { Group, Stack, Title } from '@mantine/core'
import { useId } from 'react'
import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  /** Beside the title: a state, for example. */
  beside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A sheet of a page with a title of its own. */
export function Section({ title, beside, actions, children }: SectionProps) {
  const id = useId()
  return (
    <Stack component="section" aria-labelledby={id} className="sheet" p={{ base: 'sm', sm: 'lg' }} gap="md">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {beside}
        </Group>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}
