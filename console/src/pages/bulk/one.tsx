import type { Bulk } from '@ceralacca/client'
import { Group, Progress, Stack, Text } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { bulkMoods, bulkOperations, isRunning, triedFiles, useBulk, useBulkWords } from '../../parts/bulk.ts'
import { handInFile } from '../../parts/hand-in-file.ts'
import { useMay } from '../../parts/session.ts'
import { bulkTexts } from '../../texts/bulk.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Rows } from './rows.tsx'

const route = getRouteApi('/customer/bulk/$id')

/** One file of calls: how far it is, what each row came to, and after a trial the way to do it. */
export function BulkPage() {
  const { id } = route.useParams()
  return <OneBulk key={id} id={id} />
}

function OneBulk({ id }: { id: string }) {
  const t = useTexts(bulkTexts)
  const formats = useFormats()
  const words = useBulkWords()
  const query = useBulk(id)
  return (
    <Asked query={query}>
      {(bulk) => (
        <Page
          title={t.onePage(words.operation(bulk.operation), formats.moment(bulk.created_at))}
          beside={<State mood={bulkMoods[bulk.state]}>{words.states[bulk.state]}</State>}
        >
          <AnchorLink to="/bulk" size="sm">
            {t.back}
          </AnchorLink>
          <Summary bulk={bulk} />
          <Moves bulk={bulk} />
          <Rows bulk={bulk} />
        </Page>
      )}
    </Asked>
  )
}

function Summary({ bulk }: { bulk: Bulk }) {
  const t = useTexts(bulkTexts)
  const formats = useFormats()
  const { rows, waiting, dry_run } = bulk
  const done = rows - waiting
  return (
    <Stack gap="xs" maw={520}>
      <Progress value={(100 * done) / rows} aria-label={t.progress(done, rows)} animated={isRunning(bulk)} />
      <Text size="sm" role="status">
        {t.progress(done, rows)}
      </Text>
      <Facts
        facts={[
          [t.kind, dry_run ? t.dryRun : t.real],
          [dry_run ? t.wouldSucceed : t.succeeded, formats.number(bulk.succeeded)],
          [dry_run ? t.wouldBeRefused : t.refused, formats.number(bulk.refused)],
          [t.canceled, bulk.canceled === 0 ? '' : formats.number(bulk.canceled)],
          [t.price, formats.money(bulk.price)],
        ]}
      />
    </Stack>
  )
}

function Moves({ bulk }: { bulk: Bulk }) {
  const t = useTexts(bulkTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const may = useMay('write')
  const [open, setOpen] = useState<'start' | 'cancel'>()
  const role = may ? undefined : words.notAllowed
  const file = triedFiles.get(bulk.id)
  return (
    <Group gap="xs">
      {bulk.dry_run && !isRunning(bulk) && bulk.succeeded > 0 && (
        <ActionButton why={role ?? (file === undefined ? t.startLost : undefined)} onClick={() => setOpen('start')}>
          {t.start(formats.money(bulk.price))}
        </ActionButton>
      )}
      {bulk.state === 'running' && (
        <ActionButton variant="outline" color="red" why={role} onClick={() => setOpen('cancel')}>
          {t.cancel}
        </ActionButton>
      )}
      {open === 'start' && file !== undefined && <Start bulk={bulk} file={file} onClose={() => setOpen(undefined)} />}
      {open === 'cancel' && <Cancel bulk={bulk} onClose={() => setOpen(undefined)} />}
    </Group>
  )
}

function Start({ bulk, file, onClose }: { bulk: Bulk; file: File; onClose: () => void }) {
  const t = useTexts(bulkTexts)
  const formats = useFormats()
  const navigate = useNavigate()
  const start = useDo(handInFile, ['bulks', 'mailboxes'])
  const operation = bulkOperations.find((one) => one === bulk.operation) ?? 'registerMailbox'
  const confirm = () =>
    start.mutate(
      { operation, file, dry_run: false },
      { onSuccess: ({ id }) => void navigate({ to: '/bulk/$id', params: { id } }) },
    )
  return (
    <Dialog
      title={t.startTitle}
      action={t.start(formats.money(bulk.price))}
      isBusy={start.isPending}
      error={start.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Text size="sm">{t.startText(bulk.rows, bulk.refused)}</Text>
      <Text size="sm">{t.startKept}</Text>
    </Dialog>
  )
}

function Cancel({ bulk: { id }, onClose }: { bulk: Bulk; onClose: () => void }) {
  const t = useTexts(bulkTexts)
  const cancel = useDo((api, input: { id: string }) => api.cancelBulk(input), ['bulk', 'bulks'])
  return (
    <Dialog
      title={t.cancelTitle}
      action={t.cancel}
      isDangerous
      isBusy={cancel.isPending}
      error={cancel.error}
      onClose={onClose}
      onConfirm={() => cancel.mutate({ id }, { onSuccess: onClose })}
    >
      <Text size="sm">{t.cancelText}</Text>
    </Dialog>
  )
}
