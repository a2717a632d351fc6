import type { Casella, UpgradeMailboxInput } from '@ceralacca/client'
import { NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../../parts/api.ts'
import { kindsAbove } from '../../../parts/mailbox-kinds.ts'
import { afterMailboxChange } from '../../../parts/mailbox.ts'
import { canBuy, QuoteView, useQuote } from '../../../parts/quote.tsx'
import { useTexts } from '../../../texts/language.tsx'
import { actionTexts } from '../../../texts/mailbox-actions.ts'
import { kindNames, mailboxKinds } from '../../../texts/mailbox-kinds.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { useNotice } from '../../../ui/notice.ts'

/** Moves a mailbox to a higher kind. */
export function Upgrade({ mailbox, onClose }: { mailbox: Casella; onClose: () => void }) {
  const t = useTexts(actionTexts)
  const note = useNotice()
  const names = useTexts(mailboxKinds)
  const { id } = mailbox
  const above = kindsAbove(mailbox.tipo_casella)
  const [kind, choose] = useState(above[0] ?? 'GOLD')
  const quote = useQuote({ operation: 'upgradeMailbox', id, tipo_casella: kind })
  const upgrade = useDo((api, input: UpgradeMailboxInput) => api.upgradeMailbox(input), afterMailboxChange)
  const confirm = () =>
    upgrade.mutate(
      { id, tipo_casella: kind },
      {
        onSuccess: ({ tipo_casella }) => {
          note(t.upgraded(kindNames[tipo_casella]))
          onClose()
        },
      },
    )
  return (
    <Dialog
      title={t.upgradeTitle}
      action={t.upgrade}
      isBusy={upgrade.isPending}
      canConfirm={canBuy(quote)}
      error={upgrade.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <NativeSelect
        label={t.upgradeTo}
        value={kind}
        onChange={({ currentTarget: { value } }) => choose(above.find((one) => one === value) ?? kind)}
        data={above.map((value) => ({ value, label: names[value] }))}
      />
      <Text size="sm">{t.upgradeNote}</Text>
      <QuoteView query={quote} />
    </Dialog>
  )
}
