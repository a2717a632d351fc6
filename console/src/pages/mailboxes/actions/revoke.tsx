import type { Casella } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useDo } from '../../../parts/api.ts'
import { afterMailboxChange } from '../../../parts/mailbox.ts'
import { useTexts } from '../../../texts/language.tsx'
import { actionTexts } from '../../../texts/mailbox-actions.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { useNotice } from '../../../ui/notice.ts'

/** Switches a mailbox off. */
export function Revoke({ mailbox, onClose }: { mailbox: Casella; onClose: () => void }) {
  const t = useTexts(actionTexts)
  const note = useNotice()
  const revoke = useDo((api, id: string) => api.revokeMailbox({ id }), afterMailboxChange)
  const confirm = () =>
    revoke.mutate(mailbox.id, {
      onSuccess: () => {
        note(t.revoked)
        onClose()
      },
    })
  return (
    <Dialog
      title={t.revokeTitle}
      action={t.revoke}
      isDangerous
      isBusy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Text size="sm">{t.revokeText(mailbox.casella_pec)}</Text>
    </Dialog>
  )
}
