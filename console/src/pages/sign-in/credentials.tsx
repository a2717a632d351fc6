import type { SignedIn } from '@ceralacca/client'
import { valueOf } from '@ceralacca/client'
import { Button, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Area } from '../../parts/api.ts'
import { useTexts } from '../../texts/language.tsx'
import { signInTexts } from '../../texts/sign-in.ts'
import type { Enter } from './enter.ts'

const nothing = { email: '', password: '', otp: '', account: '' }
type Values = typeof nothing

/** E-mail and password; then a code, or one of several accounts, where the server asks for it. */
export function Credentials({ area, enter }: { area: Area; enter: Enter }) {
  const t = useTexts(signInTexts)
  const [values, setValues] = useState(nothing)
  const [asked, setAsked] = useState<{ otp: boolean; accounts: SignedIn['accounts'] }>({ otp: false, accounts: [] })
  const [needsPasskey, setNeedsPasskey] = useState(false)
  const put = (name: keyof Values, value: string) => setValues((before) => ({ ...before, [name]: value }))
  const signIn = (event: { preventDefault: () => void }) => {
    event.preventDefault()
    const { email, password, otp, account } = values
    enter.mutate(async (api) => {
      const given = { as: area, email, password, ...(otp !== '' && { otp }), ...(account !== '' && { account }) }
      const { session, needs, accounts } = valueOf(await api.openSession(given))
      if (needs === 'otp') setAsked((before) => ({ ...before, otp: true }))
      if (needs === 'account') setAsked((before) => ({ ...before, accounts }))
      setNeedsPasskey(needs === 'passkey')
      return session !== null
    })
  }
  return (
    <form onSubmit={signIn}>
      <Stack>
        <TextInput
          label={t.email}
          type="email"
          autoComplete="username"
          required
          value={values.email}
          onChange={(event) => put('email', event.currentTarget.value)}
        />
        <PasswordInput
          label={t.password}
          autoComplete="current-password"
          required
          value={values.password}
          onChange={(event) => put('password', event.currentTarget.value)}
        />
        {asked.accounts.length > 0 && (
          <Select
            label={t.account}
            data={asked.accounts.map(({ id, email }) => ({ value: id, label: email }))}
            required
            value={values.account || null}
            onChange={(account) => put('account', account ?? '')}
          />
        )}
        {asked.otp && (
          <TextInput
            label={t.code}
            description={t.codeNote}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            value={values.otp}
            onChange={(event) => put('otp', event.currentTarget.value)}
          />
        )}
        {needsPasskey && (
          <Text size="sm" role="status">
            {t.needsPasskey}
          </Text>
        )}
        <Button type="submit" variant="default" loading={enter.isPending}>
          {t.enter}
        </Button>
      </Stack>
    </form>
  )
}
