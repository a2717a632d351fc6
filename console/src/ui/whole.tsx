import type { ReactNode } from 'react'

/** What stays on one line, such as a date in a list. */
export function Whole({ children }: { children: ReactNode }) {
  return <span style={{ whiteSpace: 'nowrap' }}>{children}</span>
}
