import { Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core'
import { IconAlertCircle, IconCircleCheck, IconFile } from '../generated/icons.ts'
import { useId, useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import { handingInTexts } from '../texts/handing-in.ts'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'

interface FileSlotProps {
  label: string
  file: File | undefined
  /** What is wrong with it, or with its absence. */
  problem: string | undefined
  isChecking?: boolean
  /** What to offer where the browser lets people choose. */
  accept: string
  onPick: (file: File | undefined, ofSeveral: boolean) => void
}

/** A place for one file: a button and somewhere to drop it. */
export function FileSlot({ label, file, problem, isChecking = false, accept, onPick }: FileSlotProps) {
  const t = useTexts(handingInTexts)
  const id = useId()
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const { files } = event.dataTransfer
    if (files[0] !== undefined) onPick(files[0], files.length > 1)
  }
  return (
    <Paper
      withBorder
      p="md"
      role="group"
      aria-labelledby={id}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      style={{
        borderStyle: file === undefined ? 'dashed' : 'solid',
        borderColor: 'var(--mantine-color-dimmed)',
        ...(isOver && { outline: '2px solid var(--mantine-primary-color-filled)' }),
      }}
    >
      <Stack gap="xs">
        <Text size="sm" fw={500} id={id}>
          {label}
        </Text>
        {file !== undefined && <Chosen file={file} isFine={problem === undefined && !isChecking} />}
        {isChecking && <Text size="sm">{t.checking}</Text>}
        <div aria-live="polite">{problem !== undefined && <Problem>{problem}</Problem>}</div>
        <Group gap="xs">
          <FileButton accept={accept} onChange={(picked) => picked !== null && onPick(picked, false)}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                size="xs"
                aria-label={file === undefined ? t.chooseFor(label) : t.changeFor(label)}
              >
                {file === undefined ? t.choose : t.change}
              </Button>
            )}
          </FileButton>
          {file === undefined ? (
            <Text size="sm" c="dimmed">
              {t.dropHere}
            </Text>
          ) : (
            <Button
              variant="subtle"
              color="gray"
              size="xs"
              aria-label={t.removeFrom(label)}
              onClick={() => onPick(undefined, false)}
            >
              {t.remove}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  )
}

function Chosen({ file, isFine }: { file: File; isFine: boolean }) {
  const formats = useFormats()
  return (
    <Group gap="xs" wrap="nowrap">
      <IconFile size={20} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {file.name}
      </Text>
      <Group gap={4} wrap="nowrap" style={{ flexShrink: 0 }}>
        {isFine && <IconCircleCheck size={16} color="var(--mantine-color-teal-7)" aria-hidden />}
        <Text size="sm">{formats.bytes(file.size)}</Text>
      </Group>
    </Group>
  )
}

const Problem = ({ children }: { children: ReactNode }) => (
  <Group gap={6} wrap="nowrap" align="flex-start">
    <IconAlertCircle size={16} color="var(--mantine-color-red-7)" aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
    <Text size="sm" c="var(--mantine-color-error)">
      {children}
    </Text>
  </Group>
)
