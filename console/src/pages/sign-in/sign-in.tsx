import { Anchor, Container, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { NoPasskeyError } from '../../parts/passkeys.ts'
import { ColourSwitch, LanguageSwitch } from '../../parts/shell.tsx'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { securityTexts } from '../../texts/security.ts'
import { signInTexts } from '../../texts/sign-in.ts'
import { Trouble } from '../../ui/trouble.tsx'
import { Credentials } from './credentials.tsx'
import { useEnter } from './enter.ts'
import { OneClick } from './one-click.tsx'
import { WithPasskey } from './with-passkey.tsx'

const route = getRouteApi('/sign-in')

const isSandbox = document.querySelector<HTMLMetaElement>('meta[name="mode"]')?.content === 'sandbox'

/** Signing in to an area: with e-mail and password, in the sandbox with one click. */
export function SignIn() {
  const t = useTexts(signInTexts)
  const words = useTexts(common)
  const security = useTexts(securityTexts)
  const { area = 'account' } = route.useSearch()
  const enter = useEnter(area)
  const title = area === 'operator' ? t.operatorTitle : t.title
  useDocumentTitle(`${title} · Ceralacca`)
  return (
    <Container component="main" size={420} py={{ base: 'lg', sm: 80 }}>
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
            {isSandbox && <OneClick area={area} enter={enter} />}
            <Credentials area={area} enter={enter} />
            <WithPasskey area={area} enter={enter} />
            {enter.error instanceof NoPasskeyError ? (
              <Text size="sm" role="alert">
                {security.passkeyNotUsed}
              </Text>
            ) : (
              enter.isError && <Trouble error={enter.error} />
            )}
          </Stack>
        </Paper>
        <Group justify="space-between">
          <Anchor size="sm" href={area === 'operator' ? '/console/sign-in' : '/console/sign-in?area=operator'}>
            {area === 'operator' ? words.customerArea : words.operatorArea}
          </Anchor>
          <Anchor size="sm" href="/docs">
            {words.documentation}
          </Anchor>
        </Group>
      </Stack>
    </Container>
  )
}
