import { Alert, Stack, Text } from '@mantine/core'
import { IconKey } from '../generated/icons.ts'
import type { ReactNode } from 'react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

/** What is shown now and never again. */
export function OnceOnly({ title, children }: { title: string; children: ReactNode }) {
  const t = useTexts(common)
  return (
    <Alert
      variant="light"
      color="orange"
      icon={<IconKey aria-hidden />}
      title={title}
      role="status"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <Stack gap="xs">
        <Text size="sm">{t.onceOnly}</Text>
        {children}
      </Stack>
    </Alert>
  )
}
