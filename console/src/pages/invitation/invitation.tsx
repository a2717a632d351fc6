import { Anchor, Text } from '@mantine/core'
import { Door } from '../../parts/door.tsx'
import { useSecretOfLink } from '../../parts/secret-of-link.ts'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { AcceptForm } from './accept-form.tsx'

/** Where the link of an invitation leads: whoever opens it says who they are, and is in. */
export function Invitation() {
  const t = useTexts(peopleTexts)
  const secret = useSecretOfLink()
  return (
    <Door
      title={t.accept}
      below={
        <Anchor size="sm" href="/console/sign-in">
          {t.toSignIn}
        </Anchor>
      }
    >
      <Text size="sm">{t.acceptText}</Text>
      <AcceptForm secret={secret} />
    </Door>
  )
}
