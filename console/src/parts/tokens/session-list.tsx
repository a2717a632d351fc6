import type { HeldToken } from '@ceralacca/client'
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { tokenTexts } from '../../texts/tokens.ts'
import { List } from '../../ui/list.tsx'
import { State } from '../../ui/state.tsx'
import { useSession } from '../session.ts'
import type { EndToken } from './token-list.tsx'
import { EndDialog } from './token-list.tsx'
import { Whole } from '../../ui/whole.tsx'

/** The browsers somebody is signed in with; each can be ended. */
export function SessionList({ sessions, end }: { sessions: readonly HeldToken[]; end: EndToken }) {
  const t = useTexts(tokenTexts)
  const formats = useFormats()
  const own = useSession()?.id
  const [ending, setEnding] = useState<HeldToken>()
  return (
    <>
      <List
        label={t.sessions}
        items={sessions}
        keyOf={({ id }) => id}
        columns={[
          {
            title: t.since,
            of: ({ id, created_at }) => (
              <Group gap="xs" wrap="nowrap">
                <Whole>{formats.moment(created_at)}</Whole>
                {id === own && <State mood="good">{t.thisBrowser}</State>}
              </Group>
            ),
          },
          { title: t.lastUsed, of: ({ last_used_at }) => <Whole>{formats.moment(last_used_at) || t.never}</Whole> },
          { title: t.validUntil, of: ({ expires_at }) => <Whole>{formats.moment(expires_at)}</Whole> },
          {
            title: '',
            align: 'right',
            of: (session) => (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                aria-label={`${t.end}: ${formats.moment(session.created_at)}`}
                onClick={() => setEnding(session)}
              >
                {t.end}
              </Button>
            ),
          },
        ]}
        empty={
          <Text p="lg" size="sm">
            {t.noSessions}
          </Text>
        }
      />
      {ending !== undefined && <EndDialog token={ending} end={end} onClose={() => setEnding(undefined)} />}
    </>
  )
}
