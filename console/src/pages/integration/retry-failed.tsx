import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useNotice } from '../../ui/notice.ts'

const WEEK_MS = 7 * 86_400_000

/** Sends again what was given up since a day. */
export function RetryFailed() {
  const t = useTexts(integrationTexts)
  const words = useTexts(common)
  const may = useMay('develop')
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <ActionButton variant="default" why={may ? undefined : words.notAllowed} onClick={() => setIsAsking(true)}>
        {t.retryAll}
      </ActionButton>
      {isAsking && <RetryFailedDialog onClose={() => setIsAsking(false)} />}
    </>
  )
}

function RetryFailedDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(integrationTexts)
  const notice = useNotice()
  const [since, setSince] = useState(() => new Date(Date.now() - WEEK_MS).toISOString().slice(0, 10))
  const [hasMore, setHasMore] = useState(false)
  const retry = useDo((api, from: string) => api.retryFailedDeliveries({ since: from }), ['deliveries', 'delivery'])
  const send = () =>
    retry.mutate(`${since}T00:00:00Z`, {
      onSuccess: ({ retried, more }) => {
        notice(t.retriedAll(retried))
        if (more) setHasMore(true)
        else onClose()
      },
    })
  return (
    <Dialog
      title={t.retryAll}
      action={t.retryAll}
      onClose={onClose}
      onConfirm={send}
      isBusy={retry.isPending}
      canConfirm={since !== ''}
      error={retry.error}
    >
      <Text size="sm">{t.retryAllText}</Text>
      <TextInput
        type="date"
        label={t.since}
        value={since}
        required
        data-autofocus
        onChange={(event) => setSince(event.currentTarget.value)}
      />
      {hasMore && (
        <Text size="sm" role="status">
          {t.retriedMore}
        </Text>
      )}
    </Dialog>
  )
}
