import { Anchor, Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import type { Area } from '../../parts/api.ts'
import { Door } from '../../parts/door.tsx'
import { NoPasskeyError } from '../../parts/passkeys.ts'
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
  return (
    <Door
      title={title}
      below={
        <Group justify="space-between">
          <Anchor size="sm" href={area === 'operator' ? '/console/sign-in' : '/console/sign-in?area=operator'}>
            {area === 'operator' ? words.customerArea : words.operatorArea}
          </Anchor>
          <Anchor size="sm" href="/docs">
            {words.documentation}
          </Anchor>
        </Group>
      }
    >
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
      <Forgotten area={area} />
    </Door>
  )
}

/** No e-mail is sent: somebody else lets one choose another password. */
function Forgotten({ area }: { area: Area }) {
  const t = useTexts(signInTexts)
  return (
    <details>
      <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
        {t.forgotten}
      </Text>
      <Text size="sm" mt={4}>
        {area === 'operator' ? t.forgottenOperator : t.forgottenCustomer}
      </Text>
    </details>
  )
}
