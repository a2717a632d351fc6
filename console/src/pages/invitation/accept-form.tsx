import { Button, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { NewPasswordFields, useNewPassword } from '../../parts/new-password.tsx'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { Trouble } from '../../ui/trouble.tsx'
import { useAccept } from './accept.ts'

/** Name and password of whoever was invited. */
export function AcceptForm({ secret: given }: { secret: string }) {
  const t = useTexts(peopleTexts)
  const [values, setValues] = useState({ secret: given, name: '' })
  const chosen = useNewPassword()
  const accept = useAccept()
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setValues((before) => ({ ...before, [name]: value }))
  }
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault()
    const { secret, name } = values
    if (chosen.isReady()) accept.mutate({ secret: secret.trim(), name, password: chosen.password })
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
        <NewPasswordFields chosen={chosen} />
        {accept.isError && <Trouble error={accept.error} />}
        <Button type="submit" loading={accept.isPending}>
          {t.acceptAction}
        </Button>
      </Stack>
    </form>
  )
}
