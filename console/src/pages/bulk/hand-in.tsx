import { Button, Code, Group, NativeSelect, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { bulkOperations, exampleColumns, triedFiles } from '../../parts/bulk.ts'
import type { BulkOperation } from '../../parts/bulk.ts'
import { handInFile } from '../../parts/hand-in-file.ts'
import { useMay } from '../../parts/session.ts'
import { bulkTexts } from '../../texts/bulk.ts'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { csvOf, saveFile } from '../../ui/download.ts'
import { FileSlot } from '../../ui/file-slot.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'

const MOST_BYTES = 8 * 1024 * 1024

/** A new file: what its rows do, the file, and the trial before it is done. */
export function HandIn() {
  const t = useTexts(bulkTexts)
  const words = useTexts(common)
  const navigate = useNavigate()
  const may = useMay('write')
  const [operation, choose] = useState<BulkOperation>('registerMailbox')
  const [file, setFile] = useState<File>()
  const problem =
    file === undefined ? undefined : file.size === 0 ? t.empty : file.size > MOST_BYTES ? t.tooLarge : undefined
  const handIn = useDo(handInFile, ['bulks'])
  const start = (dry_run: boolean) => {
    if (file === undefined) return
    handIn.mutate(
      { operation, file, dry_run },
      {
        onSuccess: ({ id }) => {
          if (dry_run) triedFiles.set(id, file)
          void navigate({ to: '/bulk/$id', params: { id } })
        },
      },
    )
  }
  const why = !may ? words.notAllowed : file === undefined ? t.file : problem
  return (
    <Panel title={t.newTitle}>
      <Text size="sm">{t.explain}</Text>
      <Operation operation={operation} onChange={choose} />
      <FileSlot
        label={t.file}
        accept=".csv,.jsonl,.ndjson,text/csv,application/x-ndjson"
        file={file}
        problem={problem}
        onPick={setFile}
      />
      {handIn.isError && <Trouble error={handIn.error} />}
      <Group gap="xs">
        <ActionButton why={why} loading={handIn.isPending} onClick={() => start(true)}>
          {t.check}
        </ActionButton>
        <Text size="sm" c="dimmed">
          {t.checkNote}
        </Text>
      </Group>
    </Panel>
  )
}

function Operation({ operation, onChange }: { operation: BulkOperation; onChange: (chosen: BulkOperation) => void }) {
  const t = useTexts(bulkTexts)
  const columns = exampleColumns[operation]
  return (
    <>
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={t.operation}
          value={operation}
          data={bulkOperations.map((value) => ({ value, label: t[value] }))}
          onChange={({ currentTarget: { value } }) =>
            onChange(bulkOperations.find((one) => one === value) ?? operation)
          }
        />
        <Button
          variant="subtle"
          onClick={() =>
            saveFile(
              `${operation}.csv`,
              csvOf([columns.map(([name]) => name), columns.map(([, value]) => value)]),
              'text/csv',
            )
          }
        >
          {t.example}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t.columnsOf}: <Code>{columns.map(([name]) => name).join('; ')}</Code>
      </Text>
    </>
  )
}
