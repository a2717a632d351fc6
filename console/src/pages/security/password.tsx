import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { NewPasswordFields, useNewPassword } from '../../parts/new-password.tsx'
import { useTexts } from '../../texts/language.tsx'
import { securityTexts } from '../../texts/security.ts'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { useNotice } from '../../ui/notice.ts'

/** Another password; the sessions in other browsers end. */
export function Password({ email }: { email: string | null }) {
  const t = useTexts(securityTexts)
  const notice = useNotice()
  const [current, setCurrent] = useState('')
  const chosen = useNewPassword()
  const { password } = chosen
  const change = useDo(
    (api) => api.setSessionPassword({ password, ...(current !== '' && { current }) }),
    ['tokens', 'session'],
  )
  const done = ({ ended }: { ended: number }) => {
    notice(t.changed(ended))
    setCurrent('')
    chosen.clear()
  }
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault()
    if (chosen.isReady()) change.mutate(undefined, { onSuccess: done })
  }
  return (
    <Panel title={t.password}>
      <Text size="sm">{t.passwordText}</Text>
      <form onSubmit={submit}>
        <Stack maw={420}>
          <input type="hidden" autoComplete="username" value={email ?? ''} readOnly />
          <PasswordInput
            label={t.current}
            description={t.currentNote}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <NewPasswordFields chosen={chosen} />
          {change.isError && <Trouble error={change.error} />}
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              {t.change}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
