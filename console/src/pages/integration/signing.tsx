import { Anchor, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { IntegrationFrame } from './frame.tsx'
import { useNotice } from '../../ui/notice.ts'

/** The secret that signs callbacks: shown on demand, and replaced. */
export function SigningPage() {
  const t = useTexts(integrationTexts)
  const words = useTexts(common)
  const why = useMay('develop') ? undefined : words.notAllowed
  const [shown, setShown] = useState<string>()
  const [isReplacing, setIsReplacing] = useState(false)
  const read = useDo((api) => api.readSigningSecret(), [])
  const show = () => read.mutate(undefined, { onSuccess: ({ secret }) => setShown(secret) })
  return (
    <IntegrationFrame title={t.signing}>
      <Panel title={t.secret}>
        <Text size="sm">
          {t.secretText}{' '}
          <Anchor href="/docs" size="sm" underline="always">
            {t.howToVerify}
          </Anchor>
        </Text>
        <div aria-live="polite">{shown !== undefined && <Copyable text={shown} label={t.secret} />}</div>
        {read.isError && <Trouble error={read.error} />}
        <Group gap="xs">
          {shown === undefined ? (
            <ActionButton variant="default" why={why} loading={read.isPending} onClick={show}>
              {t.secretShow}
            </ActionButton>
          ) : (
            <Button variant="default" onClick={() => setShown(undefined)}>
              {t.secretHide}
            </Button>
          )}
          <ActionButton color="red" variant="outline" why={why} onClick={() => setIsReplacing(true)}>
            {t.secretRotate}
          </ActionButton>
        </Group>
      </Panel>
      {isReplacing && <Replace onClose={() => setIsReplacing(false)} onReplaced={setShown} />}
    </IntegrationFrame>
  )
}

function Replace({ onClose, onReplaced }: { onClose: () => void; onReplaced: (secret: string) => void }) {
  const t = useTexts(integrationTexts)
  const notice = useNotice()
  const rotate = useDo((api) => api.rotateSigningSecret(), [])
  const replace = () =>
    rotate.mutate(undefined, {
      onSuccess: ({ secret }) => {
        onReplaced(secret)
        notice(t.secretRotated)
        onClose()
      },
    })
  return (
    <Dialog
      title={t.secretRotate}
      action={t.secretRotate}
      isDangerous
      onClose={onClose}
      onConfirm={replace}
      isBusy={rotate.isPending}
      error={rotate.error}
    >
      <Text size="sm">{t.secretRotateText}</Text>
    </Dialog>
  )
}
