import { domainMoods, domainStates } from '../texts/domain-states.ts'
import type { DomainState } from '../texts/domain-states.ts'
import { useTexts } from '../texts/language.tsx'
import { State } from '../ui/state.tsx'

/** The state of a certified domain. */
export function DomainStateBadge({ stato }: { stato: DomainState }) {
  const t = useTexts(domainStates)
  return <State mood={domainMoods[stato]}>{t[stato]}</State>
}
