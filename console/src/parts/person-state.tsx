import type { Member } from '@ceralacca/client'
import { useTexts } from '../texts/language.tsx'
import { peopleTexts } from '../texts/people.ts'
import { State } from '../ui/state.tsx'

/** Whether somebody is in, invited or gone. */
export function PersonState({ person: { state } }: { person: Pick<Member, 'state'> }) {
  const t = useTexts(peopleTexts)
  if (state === 'active') return <State mood="good">{t.state_active}</State>
  if (state === 'removed') return <State mood="over">{t.state_removed}</State>
  return <State mood="waiting">{t.state_invited}</State>
}
