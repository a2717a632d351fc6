import { Anchor, Container, Stack, Text, Title } from '@mantine/core'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

/** For addresses without a page. */
export function NotFound() {
  const t = useTexts(common)
  return (
    <Container size="sm" py="xl">
      <Stack>
        <Title order={1}>{t.notFound}</Title>
        <Text>{t.notFoundText}</Text>
        <Anchor href="/console">{t.home}</Anchor>
      </Stack>
    </Container>
  )
}
