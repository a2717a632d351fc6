import { Button, Tooltip } from '@mantine/core'
import type { ButtonProps } from '@mantine/core'

interface ActionProps extends ButtonProps {
  onClick: () => void
  /** Why it cannot be done now; the button stays, and says it. */
  refused?: string | undefined
  children: string
}

/** A button that says why it does nothing, to eye, pointer and screen reader. */
export function Action({ refused, onClick, children, ...others }: ActionProps) {
  if (refused === undefined)
    return (
      <Button variant="default" size="xs" onClick={onClick} {...others}>
        {children}
      </Button>
    )
  return (
    <Tooltip label={refused} events={{ hover: true, focus: true, touch: true }}>
      <Button size="xs" {...others} variant="default" c="dimmed" data-disabled aria-disabled aria-description={refused}>
        {children}
      </Button>
    </Tooltip>
  )
}
