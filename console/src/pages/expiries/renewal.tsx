// Renewing what expires: a domain by years, a mailbox as its kind allows.
import type { Expiry } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useNotice } from '../../ui/notice.ts'
import { useDo } from '../../parts/api.ts'
import { canBuy, QuoteView, useQuote } from '../../parts/quote.tsx'
import { RenewDomain } from '../../parts/renew-domain.tsx'
import { expiryTexts } from '../../texts/expiries.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Dialog } from '../../ui/dialog.tsx'

/** The dialogue that renews what expires. */
export function Renewal({ expiry, onClose }: { expiry: Expiry; onClose: () => void }) {
  if (expiry.kind === 'certified-domain') return <RenewDomain id={expiry.id} name={expiry.name} onClose={onClose} />
  return <RenewMailbox expiry={expiry} onClose={onClose} />
}

function RenewMailbox({ expiry: { id, name, data_scadenza }, onClose }: { expiry: Expiry; onClose: () => void }) {
  const t = useTexts(expiryTexts)
  const notice = useNotice()
  const formats = useFormats()
  const quote = useQuote({ operation: 'renewMailbox', id })
  const renew = useDo(
    (api, _: undefined) => api.renewMailbox({ id }, { renewalFrom: data_scadenza }),
    ['mailbox', 'mailboxes', 'wallet', 'expiries'],
  )
  const confirm = () =>
    renew.mutate(undefined, {
      onSuccess() {
        notice(t.renewed)
        onClose()
      },
    })
  const to: unknown = Object(quote.data?.changes['data_scadenza'])['to']
  return (
    <Dialog
      title={t.renewTitle(name)}
      action={t.renewAction}
      onClose={onClose}
      onConfirm={confirm}
      canConfirm={canBuy(quote)}
      isBusy={renew.isPending}
      error={renew.error}
    >
      <QuoteView query={quote} />
      {typeof to === 'string' && (
        <Text size="sm">
          {t.newExpiry}: {formats.day(to)}
        </Text>
      )}
    </Dialog>
  )
}
