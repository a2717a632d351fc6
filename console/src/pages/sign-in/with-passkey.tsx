import { valueOf } from '@ceralacca/client'
import { Button } from '@mantine/core'
import { IconFingerprint } from '../../generated/icons.ts'
import type { Area } from '../../parts/api.ts'
import { knowsPasskeys, signWithPasskey } from '../../parts/passkeys.ts'
import { useTexts } from '../../texts/language.tsx'
import { signInTexts } from '../../texts/sign-in.ts'
import type { Enter } from './enter.ts'

/** Signing in without a word; nothing where the browser knows no passkeys. */
export function WithPasskey({ area, enter }: { area: Area; enter: Enter }) {
  const t = useTexts(signInTexts)
  if (!knowsPasskeys()) return null
  const signIn = () =>
    enter.mutate(async (api) => {
      const credential = await signWithPasskey(valueOf(await api.offerSessionByPasskey()))
      valueOf(await api.openSessionByPasskey({ as: area, credential }))
      return true
    })
  return (
    <Button
      variant="default"
      loading={enter.isPending}
      leftSection={<IconFingerprint size={18} aria-hidden />}
      onClick={signIn}
    >
      {t.passkey}
    </Button>
  )
}
