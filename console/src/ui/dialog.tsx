import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { redButton } from './danger.ts'
import { Trouble } from './trouble.tsx'

interface DialogProps {
  title: string
  /** On the button that does it: what it does, never "OK". */
  action: string
  onClose: () => void
  onConfirm: () => void
  isBusy?: boolean
  canConfirm?: boolean
  /** What cannot be undone is red. */
  isDangerous?: boolean
  /** Nothing is asked: the focus is on the button that does it. */
  actsOnEnter?: boolean
  size?: 'md' | 'xl'
  error?: unknown
  children: ReactNode
}

/** Asks before something is done; stays open, with everything typed, where the server refuses. */
export function Dialog(props: DialogProps) {
  const t = useTexts(common)
  const { title, action, onClose, onConfirm, isBusy = false, canConfirm = true, isDangerous = false } = props
  const { actsOnEnter = false, size = 'md' } = props
  // Locking the page's scroll would add a style that its policy forbids.
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t.close }}
      centered
      lockScroll={false}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (canConfirm && !isBusy) onConfirm()
        }}
      >
        <Stack>
          {props.children}
          {props.error !== undefined && props.error !== null && <Trouble error={props.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t.cancel}
            </Button>
            <Button
              type="submit"
              {...(isDangerous && redButton)}
              loading={isBusy}
              disabled={!canConfirm}
              {...(actsOnEnter && { 'data-autofocus': true })}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
