import { Checkbox, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { everything } from './everything.ts'
import { useNotice } from '../../ui/notice.ts'

/** Empties the account, after saying what goes. */
export function Reset() {
  const t = useTexts(sandboxTexts)
  const words = useTexts(common)
  const why = useMay('develop') ? undefined : words.notAllowed
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <ActionButton color="red" variant="outline" why={why} onClick={() => setIsAsking(true)}>
        {t.reset}
      </ActionButton>
      {isAsking && <ResetDialog onClose={() => setIsAsking(false)} />}
    </>
  )
}

function ResetDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(sandboxTexts)
  const notice = useNotice()
  const [clock, setClock] = useState(false)
  const reset = useDo((api) => api.resetSandbox({ clock }), everything)
  const done = ({ mailboxes }: { mailboxes: number }) => {
    notice(t.resetDone(mailboxes))
    onClose()
  }
  return (
    <Dialog
      title={t.reset}
      action={t.reset}
      isDangerous
      onClose={onClose}
      onConfirm={() => reset.mutate(undefined, { onSuccess: done })}
      isBusy={reset.isPending}
      error={reset.error}
    >
      <Text size="sm">{t.resetText}</Text>
      <Checkbox label={t.resetClock} checked={clock} onChange={(event) => setClock(event.currentTarget.checked)} />
    </Dialog>
  )
}
