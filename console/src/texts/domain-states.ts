import type { Mood } from '../ui/state.tsx'
import { defineTexts } from './define.ts'

/** The states of certified domains as people say them. */
export const domainStates = defineTexts(
  { registrato: 'In preparazione', evaso: 'Certificato', revocato: 'Revocato' },
  { registrato: 'Being set up', evaso: 'Certified', revocato: 'Revoked' },
)

export type DomainState = keyof (typeof domainStates)['it']

/** Whose turn it is in each state. */
export const domainMoods: Record<DomainState, Mood> = { registrato: 'waiting', evaso: 'good', revocato: 'over' }
