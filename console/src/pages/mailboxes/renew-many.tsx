import type { Bulk, FoundMailbox, Operations } from '@ceralacca/client'
import { Alert, List, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useAsk, useDo } from '../../parts/api.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import { csvOf } from '../../ui/download.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Names } from './names.tsx'

interface RenewManyProps {
  mailboxes: readonly FoundMailbox[]
  leftOut: number
  onClose: () => void
}

/** Renews mailboxes by a file of calls: checked and priced first, then made. */
export function RenewMany({ mailboxes, leftOut, onClose }: RenewManyProps) {
  const t = useTexts(mailboxTexts)
  const formats = useFormats()
  const navigate = useNavigate()
  const check = useDo(handIn, ['bulks'])
  const renew = useDo(handIn, ['bulks', 'mailboxes'])
  const { checked, refusals } = useChecked(check.data?.id)
  const isChecked = checked?.ended_at != null
  const confirm = () =>
    isChecked
      ? renew.mutate(
          { mailboxes, dry_run: false },
          { onSuccess: ({ id }) => void navigate({ to: '/bulk/$id', params: { id } }) },
        )
      : check.mutate({ mailboxes, dry_run: true })
  return (
    <Dialog
      title={t.renewTitle}
      action={isChecked ? t.renewDo(formats.money(checked.price)) : t.renewCheck}
      isBusy={check.isPending || renew.isPending || (check.data !== undefined && !isChecked)}
      canConfirm={!isChecked || checked.succeeded > 0}
      error={check.error ?? renew.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Text size="sm">{t.renewText(mailboxes.length)}</Text>
      <Names names={mailboxes.map(({ casella_pec }) => casella_pec)} leftOut={leftOut} />
      {isChecked && <Checked bulk={checked} refusals={refusals} mailboxes={mailboxes} />}
    </Dialog>
  )
}

type Refusals = readonly { number: number; error: number | null; message: string | null }[]

function Checked({
  bulk,
  refusals,
  mailboxes,
}: {
  bulk: Bulk
  refusals: Refusals
  mailboxes: readonly FoundMailbox[]
}) {
  const t = useTexts(mailboxTexts)
  const words = useTexts(common)
  const formats = useFormats()
  return (
    <Alert color={bulk.refused > 0 ? 'orange' : 'teal'} variant="light" role="status">
      <Text size="sm">{t.renewSum(bulk.succeeded, formats.money(bulk.price))}</Text>
      {bulk.refused > 0 && <Text size="sm">{t.renewRefused(bulk.refused)}</Text>}
      <List size="sm">
        {refusals.map(({ number, error, message }) => (
          <List.Item key={number}>
            {mailboxes[number - 1]?.casella_pec}: {words.refusal(error ?? 0)}, {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

/** The dry run, until it has ended, and what it would refuse. */
function useChecked(id: string | undefined) {
  const { data: checked } = useAsk(['bulk', id], (api) => api.readBulk({ id: id ?? '' }), {
    enabled: id !== undefined,
    pollWhile: ({ ended_at }: Bulk) => ended_at === null,
  })
  const hasRefusals = (checked?.refused ?? 0) > 0 && checked?.ended_at !== null
  const rows = useAsk(
    ['bulk', id, 'refused'],
    (api) => api.listBulkRows({ id: id ?? '', state: 'refused', limit: 10 }),
    { enabled: hasRefusals },
  )
  return { checked: id === undefined ? undefined : checked, refusals: hasRefusals ? (rows.data?.items ?? []) : [] }
}

/** Each row says which expiry it starts from, so that none is renewed twice by accident. */
function handIn(api: Operations, { mailboxes, dry_run }: { mailboxes: readonly FoundMailbox[]; dry_run: boolean }) {
  const rows = mailboxes.map(({ id, data_scadenza }) => [id, data_scadenza])
  const file = new TextEncoder().encode(csvOf([['id', 'renewal_from'], ...rows]).slice(1))
  return api.createBulk({ operation: 'renewMailbox', dry_run, file, contentType: 'text/csv' })
}
