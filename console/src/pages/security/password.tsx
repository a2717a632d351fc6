import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { useTexts } from '../../texts/language.tsx'
import { securityTexts } from '../../texts/security.ts'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { useNotice } from '../../ui/notice.ts'

const nothing = { current: '', password: '', repeated: '' }

/** Another password; the sessions in other browsers end. */
export function Password({ email }: { email: string | null }) {
  const t = useTexts(securityTexts)
  const notice = useNotice()
  const [values, setValues] = useState(nothing)
  const [isTried, setIsTried] = useState(false)
  const { current, password, repeated } = values
  const change = useDo(
    (api) => api.setSessionPassword({ password, ...(current !== '' && { current }) }),
    ['tokens', 'session'],
  )
  const set = (name: keyof typeof nothing) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setValues((before) => ({ ...before, [name]: value }))
  }
  const done = ({ ended }: { ended: number }) => {
    notice(t.changed(ended))
    setValues(nothing)
    setIsTried(false)
  }
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault()
    setIsTried(true)
    if (password === repeated) change.mutate(undefined, { onSuccess: done })
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
            onChange={set('current')}
          />
          <PasswordInput
            label={t.next}
            description={t.nextNote}
            autoComplete="new-password"
            required
            value={password}
            onChange={set('password')}
          />
          <PasswordInput
            label={t.repeat}
            autoComplete="new-password"
            required
            value={repeated}
            onChange={set('repeated')}
            error={isTried && password !== repeated ? t.differs : undefined}
          />
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
