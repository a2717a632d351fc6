import type { Snapshot } from '@ceralacca/client'
import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { List } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { everything } from './everything.ts'
import { Whole } from '../../ui/whole.tsx'
import { useNotice } from '../../ui/notice.ts'

/** What the account had at some moment, kept to be brought back. */
export function Snapshots() {
  const t = useTexts(sandboxTexts)
  const notice = useNotice()
  const words = useTexts(common)
  const why = useMay('develop') ? undefined : words.notAllowed
  const query = useAsk(['snapshots'], (api) => api.listSnapshots(), { enabled: why === undefined })
  const make = useDo((api) => api.createSnapshot(), ['snapshots'])
  const take = () => make.mutate(undefined, { onSuccess: () => notice(t.snapshotMade) })
  return (
    <Panel
      title={t.snapshots}
      actions={
        <ActionButton variant="default" size="xs" why={why} loading={make.isPending} onClick={take}>
          {t.snapshotMake}
        </ActionButton>
      }
    >
      <Text size="sm">{t.snapshotsText}</Text>
      {make.isError && <Trouble error={make.error} />}
      {why === undefined && <Asked query={query}>{(snapshots) => <Taken snapshots={snapshots} />}</Asked>}
    </Panel>
  )
}

function Taken({ snapshots }: { snapshots: readonly Snapshot[] }) {
  const t = useTexts(sandboxTexts)
  const formats = useFormats()
  const [restoring, setRestoring] = useState<Snapshot>()
  return (
    <>
      <List
        label={t.snapshots}
        items={snapshots}
        keyOf={({ id }) => id}
        columns={[
          { title: t.made, of: ({ created_at }) => <Whole>{formats.moment(created_at)}</Whole> },
          { title: t.mailboxes, align: 'right', of: ({ mailboxes }) => formats.number(mailboxes) },
          { title: t.domains, align: 'right', of: ({ domains }) => formats.number(domains) },
          { title: t.requests, align: 'right', of: ({ requests }) => formats.number(requests) },
          { title: t.credit, align: 'right', of: ({ credit }) => formats.money(credit) },
          {
            title: '',
            align: 'right',
            of: (snapshot) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`${t.restore}: ${formats.moment(snapshot.created_at)}`}
                onClick={() => setRestoring(snapshot)}
              >
                {t.restore}
              </Button>
            ),
          },
        ]}
        empty={
          <Text p="lg" size="sm">
            {t.snapshotNone}
          </Text>
        }
      />
      {restoring !== undefined && <Restore snapshot={restoring} onClose={() => setRestoring(undefined)} />}
    </>
  )
}

function Restore({ snapshot: { id, created_at }, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const t = useTexts(sandboxTexts)
  const notice = useNotice()
  const formats = useFormats()
  const restore = useDo((api) => api.restoreSnapshot({ id }), everything)
  const done = () => {
    notice(t.restored)
    onClose()
  }
  return (
    <Dialog
      title={t.restoreTitle}
      action={t.restore}
      isDangerous
      onClose={onClose}
      onConfirm={() => restore.mutate(undefined, { onSuccess: done })}
      isBusy={restore.isPending}
      error={restore.error}
    >
      <Text size="sm">{t.restoreText(formats.moment(created_at))}</Text>
    </Dialog>
  )
}
