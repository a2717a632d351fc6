import { Button, Tooltip, VisuallyHidden } from '@mantine/core'
import type { ButtonProps } from '@mantine/core'
import { useId } from 'react'
import type { ReactNode } from 'react'

interface ActionButtonProps extends ButtonProps {
  /** Why it cannot be used now; undefined where it can. */
  why?: string | undefined
  onClick: () => void
  children: ReactNode
}

/** A button that stays visible and can be reached where it cannot be used, and says why. */
export function ActionButton({ why, onClick, children, ...props }: ActionButtonProps) {
  const id = useId()
  if (why === undefined)
    return (
      <Button onClick={onClick} {...props}>
        {children}
      </Button>
    )
  return (
    <>
      <Tooltip label={why} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
        <Button
          {...props}
          data-disabled
          aria-disabled
          aria-describedby={id}
          onClick={(event) => event.preventDefault()}
        >
          {children}
        </Button>
      </Tooltip>
      <VisuallyHidden id={id}>{why}</VisuallyHidden>
    </>
  )
}
