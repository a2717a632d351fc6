import { Group, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'

interface PageProps {
  title: string
  /** Beside the title: a state, for example. */
  beside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A page with its title, which is also the browser's. */
export function Page({ title, beside, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Ceralacca`)
  return (
    <Stack gap="lg" maw={1180}>
      <Group justify="space-between" align="center" gap="sm">
        <Group gap="sm">
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
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
