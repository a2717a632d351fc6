import type { ListAccountTokensAnswer, Member } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { PersonState } from '../../parts/person-state.tsx'
import { ResetPassword } from '../../parts/reset-password.tsx'
import { accountTexts } from '../../texts/accounts.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { roleTexts } from '../../texts/roles.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { List } from '../../ui/list.tsx'
import { Whole } from '../../ui/whole.tsx'

/** The people of an account. */
export function Members({ id }: { id: string }) {
  const t = useTexts(accountTexts)
  const words = useTexts(common)
  const people = useTexts(peopleTexts)
  const roles = useTexts(roleTexts)
  const [chosen, choose] = useState<Member>()
  const query = useAsk(['account', id, 'members'], (api) => api.listAccountMembers({ id, limit: 100 }))
  return (
    <>
      <Asked query={query}>
        {({ items }) => (
          <List
            label={t.people}
            items={items}
            keyOf={(member) => member.id}
            columns={[
              { title: t.email, of: ({ email }) => email },
              { title: t.name, of: ({ name }) => name },
              { title: t.role, of: ({ role }) => roles[role] },
              { title: t.state, of: (member) => <PersonState person={member} /> },
              {
                title: words.actions,
                of: (member) => (
                  <ActionButton
                    size="xs"
                    variant="default"
                    why={member.state === 'active' ? undefined : people.notJoined}
                    onClick={() => choose(member)}
                  >
                    {people.reset}
                  </ActionButton>
                ),
              },
            ]}
            empty={
              <Text p="md" size="sm">
                {t.noPeople}
              </Text>
            }
          />
        )}
      </Asked>
      {chosen !== undefined && (
        <ResetPassword
          email={chosen.email}
          issue={(api) => api.resetAccountMemberPassword({ id, member: chosen.id })}
          onClose={() => choose(undefined)}
        />
      )}
    </>
  )
}

type Token = ListAccountTokensAnswer['items'][number]

/** The tokens of an account, without their text; each can be ended. */
export function Tokens({ id }: { id: string }) {
  const t = useTexts(accountTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const [chosen, choose] = useState<Token>()
  const query = useAsk(['account', id, 'tokens'], (api) => api.listAccountTokens({ id, limit: 100 }))
  const end = useDo((api, token: string) => api.revokeAccountToken({ id, token }), ['account'])
  return (
    <>
      <Asked query={query}>
        {({ items }) => (
          <List
            label={t.tokens}
            items={items}
            keyOf={(token) => token.id}
            columns={[
              { title: t.name, of: ({ id: token, name, session }) => (session ? t.sessionOfConsole : name || token) },
              { title: t.lastUsed, of: ({ last_used_at }) => <Whole>{formats.moment(last_used_at)}</Whole> },
              { title: t.expires, of: ({ expires_at }) => <Whole>{formats.day(expires_at)}</Whole> },
              {
                title: words.actions,
                of: (token) => (
                  <ActionButton size="xs" variant="default" onClick={() => choose(token)}>
                    {t.endToken}
                  </ActionButton>
                ),
              },
            ]}
            empty={
              <Text p="md" size="sm">
                {t.noTokens}
              </Text>
            }
          />
        )}
      </Asked>
      {chosen !== undefined && (
        <Confirm
          title={t.endToken}
          effect={t.endTokenEffect}
          isRed
          run={() => end.mutateAsync(chosen.id)}
          close={() => choose(undefined)}
        />
      )}
    </>
  )
}
