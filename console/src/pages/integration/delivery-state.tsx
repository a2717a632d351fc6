import type { Delivery } from '@ceralacca/client'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { State } from '../../ui/state.tsx'

/** Whether a callback arrived, will be tried again, or was given up. */
export function DeliveryState({ delivery: { state, attempts } }: { delivery: Pick<Delivery, 'state' | 'attempts'> }) {
  const t = useTexts(integrationTexts)
  if (state === 'delivered') return <State mood="good">{t.delivered}</State>
  if (state === 'given_up') return <State mood="wrong">{t.given_up}</State>
  return <State mood="waiting">{attempts === 0 ? t.due : t.again}</State>
}

/** Whether it is about to be sent: those that wait for hours are not looked at again. */
export function isOnItsWay({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): boolean {
  return state === 'due' && attempts < 2
}
