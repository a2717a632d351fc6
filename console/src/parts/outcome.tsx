// What was decided about a resource, where that was a no.
import type { Outcome } from '@ceralacca/client'
import { Alert, List, Text } from '@mantine/core'
import { IconAlertCircle } from '../generated/icons.ts'
import { useFormats } from '../texts/format.ts'
import { useLanguage, useTexts } from '../texts/language.tsx'
import { outcomeTexts } from '../texts/outcome.ts'

/** The reasons of a no, in plain words; nothing while there is none. */
export function OutcomeView({ outcome }: { outcome: Outcome | undefined }) {
  const t = useTexts(outcomeTexts)
  const formats = useFormats()
  const { language } = useLanguage()
  if (outcome === undefined || outcome.outcome === 'PENDING' || outcome.outcome === 'ACCEPTED') return null
  return (
    <Alert
      color={outcome.outcome === 'SENT_BACK' ? 'orange' : 'red'}
      variant="light"
      icon={<IconAlertCircle aria-hidden />}
      title={t[outcome.outcome]}
      role="status"
    >
      <List size="sm">
        {outcome.reasons.map(({ code, final, ...words }) => (
          <List.Item key={code}>
            {words[language]} {final && t.final}
          </List.Item>
        ))}
      </List>
      {outcome.note !== '' && <Text size="sm">{outcome.note}</Text>}
      <Text size="xs" mt={4}>
        {formats.moment(outcome.at)}
      </Text>
    </Alert>
  )
}
