// Renewing a domain: years, price and new expiry before it is paid.
import { NumberInput, Text } from '@mantine/core'
import { useNotice } from '../ui/notice.ts'
import { useState } from 'react'
import { domainTexts } from '../texts/domains.ts'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useDo } from './api.ts'
import { canBuy, QuoteView, useQuote } from './quote.tsx'

/** The dialogue that renews a domain. */
export function RenewDomain({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useTexts(domainTexts)
  const notice = useNotice()
  const [years, setYears] = useState<number | string>(1)
  const anni = Number(years)
  const quote = useQuote({ operation: 'renewCertifiedDomain', id, anni }, anni >= 1)
  const renew = useDo((api, _: undefined) => api.renewCertifiedDomain({ id, anni }), ['domain', 'wallet', 'expiries'])
  const confirm = () =>
    renew.mutate(undefined, {
      onSuccess() {
        notice(t.renewed)
        onClose()
      },
    })
  return (
    <Dialog
      title={t.renewTitle(name)}
      action={t.renewAction}
      onClose={onClose}
      onConfirm={confirm}
      canConfirm={anni >= 1 && canBuy(quote)}
      isBusy={renew.isPending}
      error={renew.error}
    >
      <NumberInput
        label={t.yearsToAdd}
        min={1}
        max={10}
        allowDecimal={false}
        value={years}
        onChange={setYears}
        data-autofocus
      />
      <QuoteView query={quote} />
      <NewExpiry changes={quote.data?.changes} />
    </Dialog>
  )
}

function NewExpiry({ changes }: { changes: Record<string, unknown> | undefined }) {
  const t = useTexts(domainTexts)
  const formats = useFormats()
  const to: unknown = Object(changes?.['data_scadenza'])['to']
  if (typeof to !== 'string') return null
  return (
    <Text size="sm">
      {t.newExpiry}: {formats.day(to)}
    </Text>
  )
}
