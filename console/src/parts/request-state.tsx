import { useTexts } from '../texts/language.tsx'
import { requestMoods, requestStates } from '../texts/request-states.ts'
import type { RequestState } from '../texts/request-states.ts'
import { State } from '../ui/state.tsx'

/** The state of a request to the Business Register. */
export function RequestStateBadge({ stato }: { stato: RequestState }) {
  const t = useTexts(requestStates)
  return <State mood={requestMoods[stato]}>{t[stato]}</State>
}
