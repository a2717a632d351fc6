import type { Casella } from '@ceralacca/client'
import { NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../../parts/api.ts'
import { afterMailboxChange } from '../../../parts/mailbox.ts'
import { canBuy, QuoteView, useQuote } from '../../../parts/quote.tsx'
import { useFormats } from '../../../texts/format.ts'
import { useTexts } from '../../../texts/language.tsx'
import { actionTexts } from '../../../texts/mailbox-actions.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { useNotice } from '../../../ui/notice.ts'

const MOST_STEPS = 20

/** Adds space to a mailbox, never takes any away. */
export function Resize({ mailbox, onClose }: { mailbox: Casella; onClose: () => void }) {
  const t = useTexts(actionTexts)
  const note = useNotice()
  const { id } = mailbox
  const { spazio_disco, spazio_storico, spazio_conservazione } = mailbox
  const [sizes, setSizes] = useState({ spazio_disco, spazio_storico, spazio_conservazione })
  const { spazio_conservazione: preservation, ...plain } = sizes
  const wanted = { id, ...plain, ...(mailbox.conservazione && { spazio_conservazione: preservation }) }
  const isMore = Object.entries(sizes).some(([name, size]) => size !== Reflect.get(mailbox, name))
  const quote = useQuote({ operation: 'resizeMailbox', ...wanted }, isMore)
  const resize = useDo((api, input: typeof wanted) => api.resizeMailbox(input), afterMailboxChange)
  const confirm = () =>
    resize.mutate(wanted, {
      onSuccess: () => {
        note(t.resized)
        onClose()
      },
    })
  const set = (name: keyof typeof sizes) => (size: number) => setSizes({ ...sizes, [name]: size })
  return (
    <Dialog
      title={t.resizeTitle}
      action={t.resize}
      isBusy={resize.isPending}
      canConfirm={isMore && canBuy(quote)}
      error={resize.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Size label={t.mail} from={spazio_disco} step={1024} size={sizes.spazio_disco} onChange={set('spazio_disco')} />
      <Size
        label={t.archive}
        from={spazio_storico}
        step={1024}
        size={sizes.spazio_storico}
        onChange={set('spazio_storico')}
      />
      {mailbox.conservazione && (
        <Size
          label={t.preservation}
          from={spazio_conservazione}
          step={512}
          size={preservation}
          onChange={set('spazio_conservazione')}
        />
      )}
      {isMore ? <QuoteView query={quote} /> : <Text size="sm">{t.chooseMore}</Text>}
    </Dialog>
  )
}

interface SizeProps {
  label: string
  from: number
  step: number
  size: number
  onChange: (size: number) => void
}

function Size({ label, from, step, size, onChange }: SizeProps) {
  const t = useTexts(actionTexts)
  const formats = useFormats()
  const sizes = Array.from({ length: MOST_STEPS }, (_, n) => from + n * step)
  return (
    <NativeSelect
      label={label}
      value={size}
      onChange={({ currentTarget: { value } }) => onChange(Number(value))}
      data={sizes.map((one) => ({
        value: String(one),
        label: one === from ? t.sameSize(formats.size(one)) : formats.size(one),
      }))}
    />
  )
}
