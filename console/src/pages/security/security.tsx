import { Alert, Text } from '@mantine/core'
import { IconShieldLock } from '../../generated/icons.ts'
import { useSession } from '../../parts/session.ts'
import { useTexts } from '../../texts/language.tsx'
import { securityTexts } from '../../texts/security.ts'
import { Page } from '../../ui/page.tsx'
import { OneTimeCodes } from './one-time-codes.tsx'
import { Passkeys } from './passkeys.tsx'
import { Password } from './password.tsx'
import { OwnSessions } from './own-sessions.tsx'

/** How whoever is signed in signs in, in both areas. */
export function Security() {
  const t = useTexts(securityTexts)
  const session = useSession()
  const person = session?.member ?? session?.operator
  return (
    <Page title={t.title}>
      {session?.as === 'operator' && session.permissions.length === 0 && (
        <Alert
          color="orange"
          variant="light"
          icon={<IconShieldLock aria-hidden />}
          title={t.needed}
          role="status"
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
        >
          <Text size="sm">{t.neededText}</Text>
        </Alert>
      )}
      {person ? (
        <>
          <Password email={person.email} />
          <OneTimeCodes />
          <Passkeys />
        </>
      ) : (
        <Text size="sm">{t.nobody}</Text>
      )}
      <OwnSessions />
    </Page>
  )
}
