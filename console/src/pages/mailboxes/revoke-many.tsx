import { valueOf } from '@ceralacca/client'
import type { FoundMailbox } from '@ceralacca/client'
import { Progress, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useArea } from '../../parts/api.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Names } from './names.tsx'

interface RevokeManyProps {
  mailboxes: readonly FoundMailbox[]
  leftOut: number
  onClose: () => void
  onDone: () => void
}

/** Revokes mailboxes one after the other; a refusal stops it, and says at which. */
export function RevokeMany({ mailboxes, leftOut, onClose, onDone }: RevokeManyProps) {
  const t = useTexts(mailboxTexts)
  const api = useApi()
  const area = useArea()
  const queries = useQueryClient()
  // What was revoked is not asked for again after a refusal.
  const [left, setLeft] = useState(mailboxes)
  const revoke = useMutation({
    mutationFn: async () => {
      for (const [done, { id }] of left.entries()) {
        valueOf(await api.revokeMailbox({ id }))
        setLeft(left.slice(done + 1))
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [area, 'mailboxes'] }),
    onSuccess: () => {
      onClose()
      onDone()
    },
  })
  const done = mailboxes.length - left.length
  return (
    <Dialog
      title={t.revokeTitle}
      action={t.revokeDo(left.length)}
      isDangerous
      isBusy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => revoke.mutate()}
    >
      <Text size="sm">{t.revokeText}</Text>
      <Names names={left.map(({ casella_pec }) => casella_pec)} leftOut={leftOut} />
      {(revoke.isPending || done > 0) && (
        <Stack gap={4}>
          <Progress value={(100 * done) / mailboxes.length} aria-label={t.revoked(done, mailboxes.length)} />
          <Text size="sm" role="status">
            {t.revoked(done, mailboxes.length)}
          </Text>
        </Stack>
      )}
    </Dialog>
  )
}
