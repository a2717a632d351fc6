// What several scenarios have in common.
import type { Context, Why } from '../context.ts'
import type { CalledOff, SentBack } from '../providers/port/answer.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** What a scenario changes; false where the resource lacks what it needs. */
export type Bring<Row> = (stage: Stage, row: Row) => Promise<unknown>

export interface Stage {
  context: Context
  unit: UnitOfWork
  why: Why
}

export const A_DAY_MS = 86_400_000
const SOON_DAYS = 7

/** Documents sent back for the reasons given; for an illegible identity document where there are none. */
export function sentBack({ codes, words }: Why): SentBack {
  if (codes.length === 0 && words.length === 0) return { is: 'sent back', reasons: [], codes: ['id-illegible'] }
  return { is: 'sent back', reasons: [...words], codes }
}

/** Called off for the reasons given; refused by the provider where there are none. */
export function calledOff({ codes, words }: Why): CalledOff {
  if (codes.length === 0 && words.length === 0) return { is: 'called off', reason: '', codes: ['refused-by-provider'] }
  return { is: 'called off', reason: words.join('; '), codes }
}

/** An expiry of which the owner is reminded now. */
export const soonExpiry = (now: Date) => ({
  scadenza: new Date(now.getTime() + SOON_DAYS * A_DAY_MS),
  remind_at: now,
})
