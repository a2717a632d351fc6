import { notifications } from '@mantine/notifications'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

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
