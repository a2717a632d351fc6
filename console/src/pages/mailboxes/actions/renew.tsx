import type { Casella } from '@ceralacca/client'
import { NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../../parts/api.ts'
import { afterMailboxChange } from '../../../parts/mailbox.ts'
import { canBuy, changeIn, QuoteView, useQuote } from '../../../parts/quote.tsx'
import { useFormats } from '../../../texts/format.ts'
import { useTexts } from '../../../texts/language.tsx'
import { actionTexts } from '../../../texts/mailbox-actions.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { useNotice } from '../../../ui/notice.ts'

const MOST_YEARS = 10

/** Renews a mailbox: years, price, new expiry. The expiry that is seen is what it starts from. */
export function Renew({ mailbox, onClose }: { mailbox: Casella; onClose: () => void }) {
  const t = useTexts(actionTexts)
  const note = useNotice()
  const formats = useFormats()
  const { id, data_scadenza } = mailbox
  const [anni, setYears] = useState(1)
  const quote = useQuote({ operation: 'renewMailbox', id, anni, renewal_from: data_scadenza })
  const renew = useDo(
    (api, years: number) => api.renewMailbox({ id, anni: years }, { renewalFrom: data_scadenza }),
    afterMailboxChange,
  )
  const expiry = formats.day(String(changeIn(quote.data, 'data_scadenza') ?? ''))
  const confirm = () =>
    renew.mutate(anni, {
      onSuccess: (renewed) => {
        note(t.renewed(formats.day(renewed.data_scadenza)))
        onClose()
      },
    })
  return (
    <Dialog
      title={t.renewTitle}
      action={t.renew}
      isBusy={renew.isPending}
      canConfirm={canBuy(quote)}
      error={renew.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <NativeSelect
        label={t.years}
        value={anni}
        onChange={({ currentTarget: { value } }) => setYears(Number(value))}
        data={Array.from({ length: MOST_YEARS }, (_, n) => ({ value: String(n + 1), label: t.yearCount(n + 1) }))}
      />
      <Text size="sm" fw={500} aria-live="polite">
        {expiry !== '' && t.newExpiry(expiry)}
      </Text>
      <QuoteView query={quote} />
    </Dialog>
  )
}
