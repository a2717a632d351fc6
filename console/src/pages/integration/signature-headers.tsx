import { signCallback } from '@ceralacca/client'
import type { DeliveryWithAttempts, Operations, Result } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'

/** The signature of the last attempt, for somebody who compares it with what their receiver computes. */
export function SignatureHeaders({ delivery }: { delivery: DeliveryWithAttempts }) {
  const t = useTexts(integrationTexts)
  const words = useTexts(common)
  const may = useMay('develop')
  const last = delivery.history.at(-1)
  const sign = useDo((api, at: Date) => headersOf(api, delivery, at), [])
  if (last === undefined) return null
  return (
    <Panel
      title={t.headers}
      actions={
        <ActionButton
          variant="default"
          size="xs"
          why={may ? undefined : words.notAllowed}
          loading={sign.isPending}
          onClick={() => sign.mutate(new Date(last.startedAt))}
        >
          {t.headersShow}
        </ActionButton>
      }
    >
      <Text size="sm">{t.headersText}</Text>
      {sign.isError && <Trouble error={sign.error} />}
      {sign.data !== undefined && <CodeBlock label={t.headers}>{sign.data}</CodeBlock>}
    </Panel>
  )
}

async function headersOf(
  api: Operations,
  { id, body, contentType }: DeliveryWithAttempts,
  at: Date,
): Promise<Result<string>> {
  const answer = await api.readSigningSecret()
  if (!answer.ok) return answer
  const headers = await signCallback({ body, secret: answer.data.secret, id, at })
  const lines = Object.entries({ 'content-type': contentType, ...headers }).map(([name, value]) => `${name}: ${value}`)
  return { ...answer, data: lines.join('\n') }
}
