import type { HeldToken } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useMay, useSession } from '../../parts/session.ts'
import { NewToken } from '../../parts/tokens/new-token.tsx'
import { TokenList } from '../../parts/tokens/token-list.tsx'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { tokenTexts } from '../../texts/tokens.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { Pages } from '../../ui/pages.tsx'
import { IntegrationFrame } from './frame.tsx'

const PAGE_SIZE = 100

/** Tokens of programs: owners see every one of the account, the others their own. */
export function TokenPage() {
  const t = useTexts(tokenTexts)
  const words = useTexts(common)
  const isOwner = useMay('people')
  const member = useSession()?.member
  const [isMaking, setIsMaking] = useState(false)
  const isAble = isOwner || member !== null
  return (
    <IntegrationFrame
      title={t.title}
      actions={
        <ActionButton why={isAble ? undefined : words.notAllowed} onClick={() => setIsMaking(true)}>
          {t.make}
        </ActionButton>
      }
    >
      <Text size="sm">{t.text}</Text>
      {isOwner ? <EveryToken /> : member && <OwnTokens memberId={member.id} />}
      {isMaking && (
        <NewToken
          make={(api, wanted) =>
            isOwner || !member ? api.createAccountToken(wanted) : api.createMemberToken({ id: member.id, ...wanted })
          }
          onClose={() => setIsMaking(false)}
        />
      )}
    </IntegrationFrame>
  )
}

const isProgram = ({ session }: HeldToken) => !session

function EveryToken() {
  const t = useTexts(tokenTexts)
  const me = useSession()?.member?.id
  const { cursor, page, turn } = useCursor()
  const query = useAsk(['tokens', 'all', { cursor }], (api) =>
    api.listEveryToken({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
  )
  const people = useAsk(['people', 'names'], (api) => api.listMembers({ limit: 1_000 }))
  const holderOf = ({ member }: HeldToken) => {
    if (member === null) return t.account
    if (member === me) return t.mine
    const found = people.data?.items.find(({ id }) => id === member)
    return found?.name || found?.email || t.member
  }
  return (
    <Asked query={query}>
      {({ items, next }) => (
        <>
          <TokenList
            tokens={items.filter(isProgram)}
            holderOf={holderOf}
            end={(api, token) => api.revokeToken({ token })}
          />
          <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
        </>
      )}
    </Asked>
  )
}

function OwnTokens({ memberId: id }: { memberId: string }) {
  const query = useAsk(['tokens', id], (api) => api.listMemberTokens({ id, limit: PAGE_SIZE }))
  return (
    <Asked query={query}>
      {({ items }) => (
        <TokenList tokens={items.filter(isProgram)} end={(api, token) => api.revokeMemberToken({ id, token })} />
      )}
    </Asked>
  )
}
