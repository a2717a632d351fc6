import { Anchor, Container, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { ColourSwitch, LanguageSwitch } from '../../parts/shell.tsx'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { AcceptForm } from './accept-form.tsx'

/** Where the link of an invitation leads: whoever opens it says who they are, and is in. */
export function Invitation() {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  const secret = useSecretOfLink()
  useDocumentTitle(`${t.accept} · Ceralacca`)
  return (
    <Container component="main" size={460} py={{ base: 'lg', sm: 80 }}>
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
              {t.accept}
            </Title>
            <Text size="sm">{t.acceptText}</Text>
            <AcceptForm secret={secret} />
          </Stack>
        </Paper>
        <Anchor size="sm" href="/console/sign-in">
          {t.toSignIn}
        </Anchor>
      </Stack>
    </Container>
  )
}

/** Taken out of the address at once, so that it stays neither in the history nor before the eyes of others. */
function useSecretOfLink(): string {
  const [secret] = useState(() => decodeURIComponent(location.hash.slice(1)))
  useEffect(() => {
    history.replaceState(history.state, '', location.pathname + location.search)
  }, [])
  return secret
}
