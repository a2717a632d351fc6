import { Badge } from '@mantine/core'
import type { IconProps } from './icon.tsx'
import { IconAlertCircle, IconCircleCheck, IconCircleMinus, IconClock, IconHandStop } from '../generated/icons.ts'
import type { ComponentType } from 'react'

/** How things stand, whatever they are: good, somebody else's turn, yours, wrong, over. */
export type Mood = 'good' | 'waiting' | 'yours' | 'wrong' | 'over'

const looks: Record<Mood, { color: string; Icon: ComponentType<IconProps> }> = {
  good: { color: 'teal', Icon: IconCircleCheck },
  waiting: { color: 'blue', Icon: IconClock },
  yours: { color: 'orange', Icon: IconHandStop },
  wrong: { color: 'red', Icon: IconAlertCircle },
  over: { color: 'gray', Icon: IconCircleMinus },
}

/** The colour of each, by name. */
export const moodColours: Record<Mood, string> = {
  good: looks.good.color,
  waiting: looks.waiting.color,
  yours: looks.yours.color,
  wrong: looks.wrong.color,
  over: looks.over.color,
}

/** The sign of each. */
export function MoodIcon({ mood }: { mood: Mood }) {
  const { Icon } = looks[mood]
  return <Icon aria-hidden />
}

/** A state by word, sign and colour; never by colour alone. */
export function State({ mood, children }: { mood: Mood; children: string }) {
  const { color, Icon } = looks[mood]
  return (
    <Badge
      variant="light"
      color={color}
      autoContrast
      tt="none"
      fw={500}
      miw="max-content"
      leftSection={<Icon size={13} aria-hidden />}
      styles={{ root: { minWidth: 'max-content' }, label: { color: 'var(--mantine-color-text)' } }}
    >
      {children}
    </Badge>
  )
}
