// Which number a rung of the ladder refuses with.
import type { RefusalNumber } from '../errors/catalogue.ts'
import { refusal } from '../errors/refusal.ts'
import type { Refusal } from '../errors/refusal.ts'
import { formatCents } from '../model/money.ts'
import type { Charge, LadderRefusals, WrongState } from './operation.ts'

/** The number for a state that does not allow the operation. */
export function numberFor(wrong: WrongState | undefined, state: string): RefusalNumber {
  return typeof wrong === 'object' ? (wrong[state] ?? wrong.otherwise) : numberOf(wrong)
}

/** The number of a rung. An operation that reaches a rung without a number is a mistake of ours: TypeError. */
export function numberOf(number: WrongState | undefined): RefusalNumber {
  if (typeof number === 'number') return number
  if (number !== undefined) return number.otherwise
  throw new TypeError('an operation refuses on a rung for which it declares no number')
}

/** The refusal of a price the credit does not cover (contract 1.9). */
export function noCredit(refusals: LadderRefusals, charge: Charge, availableCents: number): Refusal {
  const slots = { price: formatCents(charge.amountCents), credit: formatCents(availableCents) }
  return refusal(numberOf(refusals.noCredit), slots)
}

/** The refusal of what a provider would not or could not do. */
export function providerFailure(refusals: LadderRefusals, how: 'refused' | 'down'): Refusal {
  const { providerDown, providerRefused } = refusals
  return refusal(numberOf(how === 'refused' ? (providerRefused ?? providerDown) : providerDown))
}
