import { valueOf } from '@ceralacca/client'
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { apiOf } from '../../parts/api.ts'
import { Door } from '../../parts/door.tsx'
import { useEnterArea } from '../../parts/enter-area.ts'
import { NewPasswordFields, useNewPassword } from '../../parts/new-password.tsx'
import { useSecretOfLink } from '../../parts/secret-of-link.ts'
import { useTexts } from '../../texts/language.tsx'
import { passwordTexts } from '../../texts/passwords.ts'
import { peopleTexts } from '../../texts/people.ts'
import { Trouble } from '../../ui/trouble.tsx'

/** Where the link for a forgotten password leads. */
export function PasswordReset() {
  const t = useTexts(passwordTexts)
  const { toSignIn } = useTexts(peopleTexts)
  return (
    <Door
      title={t.title}
      below={
        <Anchor size="sm" href="/console/sign-in">
          {toSignIn}
        </Anchor>
      }
    >
      <Text size="sm">{t.text}</Text>
      <Form />
    </Door>
  )
}

function Form() {
  const t = useTexts(passwordTexts)
  const given = useSecretOfLink()
  const [secret, setSecret] = useState(given)
  const chosen = useNewPassword()
  const enter = useEnterArea()
  const reset = useMutation({
    mutationFn: async () => {
      const { password } = chosen
      const { as, email, account } = valueOf(await apiOf('account').resetSessionPassword({ secret, password }))
      await enter({ as, email, password, ...(account !== null && { account }) })
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen.isReady()) reset.mutate()
      }}
    >
      <Stack>
        {given === '' && (
          <TextInput
            label={t.secret}
            required
            value={secret}
            onChange={({ currentTarget: { value } }) => setSecret(value.trim())}
          />
        )}
        <NewPasswordFields chosen={chosen} />
        {reset.isError && <Trouble error={reset.error} />}
        <Button type="submit" loading={reset.isPending}>
          {t.choose}
        </Button>
      </Stack>
    </form>
  )
}
