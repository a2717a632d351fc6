import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { Trouble } from '../../ui/trouble.tsx'
import { useAccept } from './accept.ts'

/** Name and password of whoever was invited. */
export function AcceptForm({ secret: given }: { secret: string }) {
  const t = useTexts(peopleTexts)
  const [values, setValues] = useState({ secret: given, name: '', password: '', repeated: '' })
  const [isTried, setIsTried] = useState(false)
  const accept = useAccept()
  const differs = values.password !== values.repeated
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setValues((before) => ({ ...before, [name]: value }))
  }
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault()
    setIsTried(true)
    const { secret, name, password } = values
    if (!differs) accept.mutate({ secret: secret.trim(), name, password })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {given === '' && (
          <TextInput label={t.invitationSecret} required value={values.secret} onChange={set('secret')} />
        )}
        <TextInput
          label={t.acceptName}
          required
          maxLength={250}
          autoComplete="name"
          value={values.name}
          onChange={set('name')}
        />
        <PasswordInput
          label={t.acceptPassword}
          description={t.acceptPasswordNote}
          required
          autoComplete="new-password"
          value={values.password}
          onChange={set('password')}
        />
        <PasswordInput
          label={t.acceptRepeat}
          required
          autoComplete="new-password"
          value={values.repeated}
          onChange={set('repeated')}
          error={isTried && differs ? t.acceptDiffers : undefined}
        />
        {accept.isError && <Trouble error={accept.error} />}
        <Button type="submit" loading={accept.isPending}>
          {t.acceptAction}
        </Button>
      </Stack>
    </form>
  )
}
