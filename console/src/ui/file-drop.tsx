// A place to drop a file on, which is also the ordinary way to choose one.
import { FileButton, Button, Stack, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { DragEvent } from 'react'

interface FileDropProps {
  /** Says what to drop. */
  label: string
  /** On the button that opens the choice of files. */
  choose: string
  accept?: string
  onChoose: (file: File) => void
}

/** Takes one file, dropped or chosen. */
export function FileDrop({ label, choose, accept, onChoose }: FileDropProps) {
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file !== undefined) onChoose(file)
  }
  return (
    <Stack
      align="center"
      gap="xs"
      p="lg"
      className={isOver ? 'drop is-over' : 'drop'}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={28} stroke={1.4} aria-hidden />
      <Text size="sm">{label}</Text>
      <FileButton onChange={(file) => file !== null && onChoose(file)} {...(accept !== undefined && { accept })}>
        {(props) => (
          <Button {...props} variant="default" size="xs">
            {choose}
          </Button>
        )}
      </FileButton>
    </Stack>
  )
}
