import { valueOf } from '@ceralacca/client'
import { Button, Divider } from '@mantine/core'
import type { Area } from '../../parts/api.ts'
import { useTexts } from '../../texts/language.tsx'
import { signInTexts } from '../../texts/sign-in.ts'
import type { Enter } from './enter.ts'

/** The sandbox asks nobody who they are. */
export function OneClick({ area, enter }: { area: Area; enter: Enter }) {
  const t = useTexts(signInTexts)
  return (
    <>
      <Button
        fullWidth
        loading={enter.isPending}
        onClick={() => enter.mutate(async (api) => valueOf(await api.openSandboxSession({ as: area })) !== undefined)}
      >
        {area === 'operator' ? t.asOperator : t.asCustomer}
      </Button>
      <Divider label={t.or} />
    </>
  )
}
