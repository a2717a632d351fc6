import { can } from '@ceralacca/client'
import type { FoundMailbox } from '@ceralacca/client'
import { Button, Group, Paper, Text } from '@mantine/core'
import { useState } from 'react'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { RenewMany } from './renew-many.tsx'
import { RevokeMany } from './revoke-many.tsx'

/** What can be done with the mailboxes that are chosen. */
export function SelectionBar({ mailboxes, onClear }: { mailboxes: readonly FoundMailbox[]; onClear: () => void }) {
  const t = useTexts(mailboxTexts)
  const words = useTexts(common)
  const may = useMay('write')
  const [open, setOpen] = useState<'renew' | 'revoke'>()
  const close = () => setOpen(undefined)
  const renewable = mailboxes.filter(can.renew)
  const revocable = mailboxes.filter(can.revoke)
  const why = (isNone: boolean, reason: string) => (!may ? words.notAllowed : isNone ? reason : undefined)
  return (
    <Paper withBorder p="xs">
      <Group gap="xs">
        <Text size="sm" fw={500} role="status">
          {t.selected(mailboxes.length)}
        </Text>
        <ActionButton
          size="xs"
          variant="default"
          why={why(renewable.length === 0, t.none_renewable)}
          onClick={() => setOpen('renew')}
        >
          {t.renewMany}
        </ActionButton>
        <ActionButton
          size="xs"
          variant="outline"
          color="red"
          why={why(revocable.length === 0, t.none_revocable)}
          onClick={() => setOpen('revoke')}
        >
          {t.revokeMany}
        </ActionButton>
        <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
          {t.unselect}
        </Button>
      </Group>
      {open === 'renew' && (
        <RenewMany mailboxes={renewable} leftOut={mailboxes.length - renewable.length} onClose={close} />
      )}
      {open === 'revoke' && (
        <RevokeMany
          mailboxes={revocable}
          leftOut={mailboxes.length - revocable.length}
          onClose={close}
          onDone={onClear}
        />
      )}
    </Paper>
  )
}
