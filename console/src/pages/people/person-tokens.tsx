import { Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { NewToken } from '../../parts/tokens/new-token.tsx'
import { SessionList } from '../../parts/tokens/session-list.tsx'
import { TokenList } from '../../parts/tokens/token-list.tsx'
import type { EndToken } from '../../parts/tokens/token-list.tsx'
import { useTexts } from '../../texts/language.tsx'
import { tokenTexts } from '../../texts/tokens.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Panel } from '../../ui/panel.tsx'

/** The tokens of a person, and the browsers they are signed in with. */
export function PersonTokens({ id, isSelf }: { id: string; isSelf: boolean }) {
  const t = useTexts(tokenTexts)
  const [isMaking, setIsMaking] = useState(false)
  const query = useAsk(['tokens', id], (api) => api.listMemberTokens({ id, limit: 200 }))
  const end: EndToken = (api, token) => api.revokeMemberToken({ id, token })
  return (
    <>
      <Panel
        title={t.title}
        actions={
          <ActionButton variant="default" size="xs" why={undefined} onClick={() => setIsMaking(true)}>
            {t.make}
          </ActionButton>
        }
      >
        <Asked query={query}>
          {({ items }) => <TokenList tokens={items.filter(({ session }) => !session)} end={end} />}
        </Asked>
      </Panel>
      {!isSelf && (
        <Panel title={t.sessions}>
          <Text size="sm">{t.sessionsText}</Text>
          <Asked query={query}>
            {({ items }) => <SessionList sessions={items.filter(({ session }) => session)} end={end} />}
          </Asked>
        </Panel>
      )}
      {isMaking && (
        <NewToken make={(api, wanted) => api.createMemberToken({ id, ...wanted })} onClose={() => setIsMaking(false)} />
      )}
    </>
  )
}
