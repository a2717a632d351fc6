import { Button, Group, Text } from '@mantine/core'
import { IconCheck } from '../../generated/icons.ts'
import { useTexts } from '../../texts/language.tsx'
import { registrationTexts } from '../../texts/registration.ts'
import { steps } from './fields.ts'
import type { Step } from './fields.ts'

/** The steps; those behind can be gone back to. */
export function StepList({ step, onGo }: { step: Step; onGo: (step: Step) => void }) {
  const t = useTexts(registrationTexts)
  const names: Record<Step, string> = {
    mailbox: t.mailboxStep,
    applicant: t.applicantStep,
    holder: t.holderStep,
    review: t.reviewStep,
  }
  const at = steps.indexOf(step)
  return (
    <nav aria-label={t.steps}>
      <Text size="sm" c="dimmed" mb={4}>
        {t.step(at + 1, steps.length)}
      </Text>
      <Group component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {steps.map((one, place) => (
          <li key={one}>
            {place < at ? (
              <Button
                variant="subtle"
                size="compact-sm"
                leftSection={<IconCheck size={14} aria-hidden />}
                onClick={() => onGo(one)}
              >
                {names[one]}
              </Button>
            ) : (
              <Text
                size="sm"
                px={8}
                fw={place === at ? 650 : 400}
                {...(place === at ? { 'aria-current': 'step' as const } : { c: 'dimmed' })}
              >
                {place + 1}. {names[one]}
              </Text>
            )}
          </li>
        ))}
      </Group>
    </nav>
  )
}
