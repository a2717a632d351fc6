import type { AccountSummary } from '@ceralacca/client'
import { accountTexts } from '../texts/accounts.ts'
import { useTexts } from '../texts/language.tsx'
import { State } from '../ui/state.tsx'

const moods = { active: 'good', suspended: 'wrong', closed: 'over' } as const

/** The state of an account. */
export function AccountStateBadge({ state }: Pick<AccountSummary, 'state'>) {
  const t = useTexts(accountTexts)
  return <State mood={moods[state]}>{t[state]}</State>
}
