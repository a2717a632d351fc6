import { Text } from '@mantine/core'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'
import { peopleTexts } from '../texts/people.ts'
import { Copyable } from '../ui/copy.tsx'
import { OnceOnly } from '../ui/once.tsx'
import type { Area } from './api.ts'

interface InvitationOnceProps {
  secret: string
  area: Area
  until: string | null
}

/** The link of an invitation. The secret is behind the #, which no browser sends to a server. */
export function InvitationOnce({ secret, area, until }: InvitationOnceProps) {
  const t = useTexts(peopleTexts)
  const formats = useFormats()
  const link = `${location.origin}/console/invitation${area === 'operator' ? '?area=operator' : ''}#${secret}`
  return (
    <OnceOnly title={t.invitation}>
      <Copyable text={link} label={t.invitationLink} />
      {until !== null && (
        <Text size="sm">
          {t.until} {formats.moment(until)}
        </Text>
      )}
    </OnceOnly>
  )
}
