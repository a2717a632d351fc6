import { RefusedError } from '@ceralacca/client'
import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '../generated/icons.ts'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

/** What went wrong: the server's own words and number, or that there was no answer. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const t = useTexts(common)
  const { title, text } = describe(error, t)
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{text}</Text>
        {again && (
          <Button size="xs" variant="default" onClick={again}>
            {t.tryAgain}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

function describe(error: unknown, t: (typeof common)['it']): { title: string; text: string } {
  if (error instanceof RefusedError) return { title: t.refusal(error.refused.number), text: error.refused.message }
  return { title: t.somethingWrong, text: t.noAnswer }
}
