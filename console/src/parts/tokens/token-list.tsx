import type { HeldToken, Operations, Result } from '@ceralacca/client'
import { Button, Code, Text } from '@mantine/core'
import { useState } from 'react'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { tokenTexts } from '../../texts/tokens.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { List } from '../../ui/list.tsx'
import type { Column } from '../../ui/list.tsx'
import { useDo } from '../api.ts'
import { scopesInShort } from './scopes.ts'
import { Whole } from '../../ui/whole.tsx'
import { useNotice } from '../../ui/notice.ts'

/** The call that ends a token. */
export type EndToken = (api: Operations, token: string) => Promise<Result<{ id: string }>>

interface TokenListProps {
  tokens: readonly HeldToken[]
  end: EndToken
  /** Whose each is, where the list has those of several. */
  holderOf?: (token: HeldToken) => string
}

/** Tokens without their texts; each can be ended. */
export function TokenList({ tokens, end, holderOf }: TokenListProps) {
  const t = useTexts(tokenTexts)
  const formats = useFormats()
  const [ending, setEnding] = useState<HeldToken>()
  const whose: Column<HeldToken>[] = holderOf === undefined ? [] : [{ title: t.whose, of: holderOf }]
  return (
    <>
      <List
        label={t.title}
        items={tokens}
        keyOf={({ id }) => id}
        columns={[
          { title: t.name, of: ({ name }) => name || t.unnamed },
          ...whose,
          { title: t.scopes, of: (token) => <Scopes token={token} /> },
          { title: t.created, of: ({ created_at }) => <Whole>{formats.day(created_at)}</Whole> },
          { title: t.expires, of: ({ expires_at }) => <Whole>{formats.day(expires_at) || t.never}</Whole> },
          { title: t.lastUsed, of: ({ last_used_at }) => <Whole>{formats.moment(last_used_at) || t.never}</Whole> },
          {
            title: '',
            align: 'right',
            of: (token) => (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                aria-label={`${t.revoke}: ${token.name || t.unnamed}`}
                onClick={() => setEnding(token)}
              >
                {t.revoke}
              </Button>
            ),
          },
        ]}
        empty={
          <Text p="lg" size="sm">
            {t.none}
          </Text>
        }
      />
      {ending !== undefined && <EndDialog token={ending} end={end} onClose={() => setEnding(undefined)} />}
    </>
  )
}

function Scopes({ token }: { token: HeldToken }) {
  const t = useTexts(tokenTexts)
  const short = scopesInShort(token)
  return short === undefined ? t.everything : <Code style={{ overflowWrap: 'anywhere' }}>{short}</Code>
}

/** Asks before a token or session is ended. */
export function EndDialog({ token, end, onClose }: { token: HeldToken; end: EndToken; onClose: () => void }) {
  const t = useTexts(tokenTexts)
  const notice = useNotice()
  const call = useDo((api, id: string) => end(api, id), ['tokens'])
  const done = () => {
    notice(token.session ? t.ended : t.revoked)
    onClose()
  }
  return (
    <Dialog
      title={token.session ? t.end : t.revoke}
      action={token.session ? t.end : t.revoke}
      isDangerous
      onClose={onClose}
      onConfirm={() => call.mutate(token.id, { onSuccess: done })}
      isBusy={call.isPending}
      error={call.error}
    >
      <Text size="sm">{token.session ? t.endText : t.revokeText(token.name || t.unnamed)}</Text>
    </Dialog>
  )
}
