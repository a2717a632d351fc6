import { notifications } from '@mantine/notifications'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

/** Says briefly, at the corner of the page, that something was done. */
export function noteDone(message: string): void {
  notifications.show({ message, color: 'teal', withBorder: true, withCloseButton: false })
}

/** Says at the corner that something was done, or was not. */
export function useNotice() {
  const { close } = useTexts(common)
  return (message: string, is: 'done' | 'wrong' = 'done') => {
    notifications.show({
      message,
      color: is === 'done' ? 'teal' : 'red',
      closeButtonProps: { 'aria-label': close },
    })
  }
}
