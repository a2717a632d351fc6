import { Text, Timeline } from '@mantine/core'

/** One thing that happened. */
export interface Happening {
  key: string
  what: string
  /** When, and by whom. */
  when: string
  /** The names an API client sees. */
  code?: string
  /** Why. */
  reasons: readonly string[]
}

/** What happened, one thing beneath the other. */
export function Happenings({ items }: { items: readonly Happening[] }) {
  return (
    <Timeline bulletSize={12} lineWidth={2} active={-1}>
      {items.map(({ key, what, when, code, reasons }) => (
        <Timeline.Item
          key={key}
          title={
            <Text span size="sm" fw={500}>
              {what}
            </Text>
          }
        >
          <Text size="sm" c="dimmed">
            {when}
          </Text>
          {code !== undefined && (
            <Text size="xs" c="dimmed" ff="monospace">
              {code}
            </Text>
          )}
          {reasons.map((reason) => (
            <Text size="sm" key={reason}>
              {reason}
            </Text>
          ))}
        </Timeline.Item>
      ))}
    </Timeline>
  )
}
