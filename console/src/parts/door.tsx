import { Container, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { ColourSwitch, LanguageSwitch } from './shell.tsx'

interface DoorProps {
  title: string
  children: ReactNode
  /** Where else one may go. */
  below: ReactNode
}

/** A page before somebody is signed in. */
export function Door({ title, children, below }: DoorProps) {
  const words = useTexts(common)
  useDocumentTitle(`${title} · Ceralacca`)
  return (
    <Container component="main" size={440} py={{ base: 'lg', sm: 80 }}>
      <Stack gap="lg">
        <Group justify="space-between">
          <Group gap="sm">
            <img src="/console/seal.svg" alt="" width={36} height={36} />
            <Text fw={650} size="lg">
              {words.product}
            </Text>
          </Group>
          <Group gap={4}>
            <LanguageSwitch />
            <ColourSwitch />
          </Group>
        </Group>
        <Paper withBorder p="lg">
          <Stack>
            <Title order={1} size="h3">
              {title}
            </Title>
            {children}
          </Stack>
        </Paper>
        {below}
      </Stack>
    </Container>
  )
}
