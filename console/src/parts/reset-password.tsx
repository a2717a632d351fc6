// For somebody who forgot their password: a link to choose another one with. No e-mail is sent.
import type { Operations, PasswordReset, Result } from '@ceralacca/client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { peopleTexts } from '../texts/people.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useDo } from './api.ts'
import { LinkOnce } from './link-once.tsx'

interface ResetPasswordProps {
  email: string
  /** The call that issues the link. */
  issue: (api: Operations) => Promise<Result<PasswordReset>>
  onClose: () => void
}

/** Asks first, then shows the link once. */
export function ResetPassword({ email, issue, onClose }: ResetPasswordProps) {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  const reset = useDo(issue, ['events'])
  if (reset.data === undefined)
    return (
      <Dialog
        title={t.reset}
        action={t.resetAction}
        onClose={onClose}
        onConfirm={() => reset.mutate(undefined)}
        isBusy={reset.isPending}
        actsOnEnter
        error={reset.error}
      >
        <Text size="sm">{t.resetText(email)}</Text>
      </Dialog>
    )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.reset}
      closeButtonProps={{ 'aria-label': words.close }}
      closeOnClickOutside={false}
      centered
      size="lg"
    >
      <Stack>
        <Text size="sm">{t.resetSend(email)}</Text>
        <LinkOnce page="password-reset" secret={reset.data.secret} until={reset.data.expires_at} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{words.close}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
