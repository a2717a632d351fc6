import { Text } from '@mantine/core'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'
import { peopleTexts } from '../texts/people.ts'
import { Copyable } from '../ui/copy.tsx'
import { OnceOnly } from '../ui/once.tsx'

interface LinkOnceProps {
  page: 'invitation' | 'password-reset'
  secret: string
  until: string | null
}

/** A link with a secret, shown once. The secret is behind the #, which no browser sends to a server. */
export function LinkOnce({ page, secret, until }: LinkOnceProps) {
  const t = useTexts(peopleTexts)
  const formats = useFormats()
  const label = { invitation: t.invitationLink, 'password-reset': t.resetLink }[page]
  return (
    <OnceOnly title={label}>
      <Copyable text={`${location.origin}/console/${page}#${secret}`} label={label} />
      {until !== null && (
        <Text size="sm">
          {t.until} {formats.moment(until)}
        </Text>
      )}
    </OnceOnly>
  )
}
