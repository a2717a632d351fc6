import type { ReactNode } from 'react'

/** A short text that stays on one line: a date, an amount. */
export function Unbroken({ children }: { children: ReactNode }) {
  return <span style={{ whiteSpace: 'nowrap' }}>{children}</span>
}
