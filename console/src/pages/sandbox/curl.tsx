import type { NewHeldToken } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { useMay, useSession } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { tokenTexts } from '../../texts/tokens.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { OnceOnly } from '../../ui/once.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { SandboxFrame } from './frame.tsx'

const TEST_TOKEN = { name: 'curl', ttl: 30 * 86_400 } as const

/** What a program needs to call this sandbox: address and token, ready to paste. */
export function SandboxCurl() {
  const t = useTexts(sandboxTexts)
  const words = useTexts(common)
  const isOwner = useMay('people')
  const member = useSession()?.member
  const [made, setMade] = useState<NewHeldToken>()
  const make = useDo(
    (api) =>
      isOwner || !member ? api.createAccountToken(TEST_TOKEN) : api.createMemberToken({ id: member.id, ...TEST_TOKEN }),
    ['tokens'],
  )
  return (
    <SandboxFrame title={t.use}>
      <Panel
        title={t.baseUrl}
        actions={
          <ActionButton
            why={isOwner || member ? undefined : words.notAllowed}
            loading={make.isPending}
            onClick={() => make.mutate(undefined, { onSuccess: setMade })}
          >
            {t.useMake}
          </ActionButton>
        }
      >
        <Text size="sm">{t.useText}</Text>
        <Copyable text={location.origin} label={t.baseUrl} />
        {make.isError && <Trouble error={make.error} />}
        {made !== undefined && <Ready token={made.token} />}
      </Panel>
    </SandboxFrame>
  )
}

function Ready({ token }: { token: string }) {
  const t = useTexts(sandboxTexts)
  const words = useTexts(tokenTexts)
  return (
    <>
      <OnceOnly title={words.made}>
        <Copyable text={token} label={words.made} />
      </OnceOnly>
      <CodeBlock label={t.curl}>
        {[
          `export URL=${location.origin}`,
          `export TOKEN=${token}`,
          `curl $URL/v1/wallet -H "Authorization: Bearer $TOKEN"`,
          `curl $URL/pec -H "Authorization: Bearer $TOKEN"`,
        ].join('\n')}
      </CodeBlock>
    </>
  )
}
