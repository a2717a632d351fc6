// The messages a command names.
import { pick } from './number-set.ts'
import type { NumberSet } from './number-set.ts'
import type { SelectedSession } from './session.ts'

/** Whether a command names messages by UID or by sequence number. */
export type By = 'uid' | 'number'

/** The UIDs of the messages a set names; numbers beyond the last are none. */
export function named({ selected }: SelectedSession, set: NumberSet, by: By): number[] {
  if (by === 'uid') return pick(set, selected.uids)
  const numbers = Array.from(selected.uids, (_, at) => at + 1)
  return pick(set, numbers).map((number) => selected.uidAt(number) ?? 0)
}
