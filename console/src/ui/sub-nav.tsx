import { Group } from '@mantine/core'
import type { LinkProps } from '@tanstack/react-router'
import { ButtonLink } from './link.tsx'

interface SubNavProps {
  label: string
  entries: readonly { to: NonNullable<LinkProps['to']>; label: string }[]
}

/** The pages of one subject, as a row of links. The first is current only at its own address. */
export function SubNav({ label, entries }: SubNavProps) {
  return (
    <Group component="nav" aria-label={label} gap={4} className="sub-nav">
      {entries.map(({ to, label: name }, place) => (
        <ButtonLink
          key={to}
          to={to}
          variant="subtle"
          color="gray"
          size="compact-md"
          activeOptions={{ exact: place === 0 }}
          preload={false}
        >
          {name}
        </ButtonLink>
      ))}
    </Group>
  )
}
