import type { HeldToken, Operations, Result } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { useSession } from '../../parts/session.ts'
import { SessionList } from '../../parts/tokens/session-list.tsx'
import type { EndToken } from '../../parts/tokens/token-list.tsx'
import { useTexts } from '../../texts/language.tsx'
import { tokenTexts } from '../../texts/tokens.ts'
import { Asked } from '../../ui/asked.tsx'
import { Panel } from '../../ui/panel.tsx'

const MOST = 200

/** The browsers I am signed in with. */
export function OwnSessions() {
  const t = useTexts(tokenTexts)
  const session = useSession()
  const isComplete = session !== undefined && session.permissions.length > 0
  const { list, end, key } = callsOf(session?.member?.id, session?.operator?.id)
  const query = useAsk(['tokens', key], list, { enabled: isComplete })
  if (!isComplete) return null
  return (
    <Panel title={t.sessions}>
      <Text size="sm">{t.sessionsText}</Text>
      <Asked query={query}>
        {({ items }) => <SessionList sessions={items.filter((one) => one.session && isMine(one, session))} end={end} />}
      </Asked>
    </Panel>
  )
}

/** Of the sandbox's account itself, the sessions that are nobody's. */
const isMine = ({ member }: HeldToken, { member: me }: { member: { id: string } | null }) =>
  me !== null || member === null

interface Calls {
  key: string
  list: (api: Operations) => Promise<Result<{ items: HeldToken[] }>>
  end: EndToken
}

function callsOf(member: string | undefined, operator: string | undefined): Calls {
  if (operator !== undefined)
    return {
      key: operator,
      list: (api) => api.listOperatorTokens({ id: operator, limit: MOST }),
      end: (api, token) => api.revokeOperatorToken({ id: operator, token }),
    }
  if (member !== undefined)
    return {
      key: member,
      list: (api) => api.listMemberTokens({ id: member, limit: MOST }),
      end: (api, token) => api.revokeMemberToken({ id: member, token }),
    }
  return {
    key: 'own',
    list: (api) => api.listEveryToken({ limit: MOST }),
    end: (api, token) => api.revokeToken({ token }),
  }
}
