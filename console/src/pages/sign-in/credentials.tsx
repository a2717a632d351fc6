import { valueOf } from '@ceralacca/client'
import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import type { Area } from '../../parts/api.ts'
import { useTexts } from '../../texts/language.tsx'
import { signInTexts } from '../../texts/sign-in.ts'
import type { Enter } from './enter.ts'

interface Choice {
  id: string
  email: string
}

/** E-mail and password; a code where the person has a second factor, an account where they are members of several. */
export function Credentials({ area, enter }: { area: Area; enter: Enter }) {
  const t = useTexts(signInTexts)
  const [choices, setChoices] = useState<Choice[]>([])
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '', otp: '', account: '' } })
  const signIn = form.onSubmit(({ email, password, otp, account }) =>
    enter.mutate(async (api) => {
      const given = { as: area, email, password, ...(otp !== '' && { otp }), ...(account !== '' && { account }) }
      const { session, accounts } = valueOf(await api.openSession(given))
      setChoices(accounts)
      return session !== null
    }),
  )
  return (
    <form onSubmit={signIn}>
      <Stack>
        <TextInput label={t.email} type="email" autoComplete="username" required {...form.getInputProps('email')} />
        <PasswordInput
          label={t.password}
          autoComplete="current-password"
          required
          {...form.getInputProps('password')}
        />
        {enter.isError && (
          <TextInput
            label={t.code}
            description={t.codeNote}
            inputMode="numeric"
            autoComplete="one-time-code"
            {...form.getInputProps('otp')}
          />
        )}
        {choices.length > 0 && (
          <Select
            label={t.account}
            data={choices.map(({ id, email }) => ({ value: id, label: email }))}
            required
            {...form.getInputProps('account')}
          />
        )}
        <Button type="submit" variant="default" loading={enter.isPending}>
          {t.enter}
        </Button>
      </Stack>
    </form>
  )
}
