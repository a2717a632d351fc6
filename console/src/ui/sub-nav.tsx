import { Group } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import { ButtonLink } from './link.tsx'

interface SubNavProps {
  label: string
  entries: readonly {
    to: NonNullable<LinkProps['to']>
    label: string
    /** The beginning of further addresses that belong to it. */
    within?: string
  }[]
}

/** The pages of one subject, as a row of links. */
export function SubNav({ label, entries }: SubNavProps) {
  const { pathname } = useLocation()
  const path = pathname.replace(/^\/console/, '')
  const isCurrent = (to: string, within: string | undefined) =>
    path === to || (within !== undefined && path.startsWith(within))
  return (
    <Group component="nav" aria-label={label} gap={4}>
      {entries.map(({ to, label: name, within }) => (
        <ButtonLink
          key={to}
          to={to}
          variant={isCurrent(to, within) ? 'light' : 'subtle'}
          color={isCurrent(to, within) ? 'wax' : 'gray'}
          size="compact-sm"
          activeOptions={{ exact: true }}
        >
          {name}
        </ButtonLink>
      ))}
    </Group>
  )
}
