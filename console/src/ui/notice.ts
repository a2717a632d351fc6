import { notifications } from '@mantine/notifications'

/** Says briefly, at the corner of the page, that something was done. */
export function noteDone(message: string): void {
  notifications.show({ message, color: 'teal', withBorder: true })
}
