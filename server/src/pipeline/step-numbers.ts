// Which number a step of the pipeline refuses with.
import { refusalIn } from '../errors/refusal.ts'
import type { Refusal } from '../errors/refusal.ts'
import { rowIn } from '../errors/spaces.ts'
import type { AnyNumber, Space } from '../errors/spaces.ts'
import { formatCents } from '../model/money.ts'
import type { ContractRefusal } from '../providers/port/answer.ts'
import type { FieldRules } from './fields.ts'
import type { Charge, LocalRefusals, StepRefusals, WrongState } from './operation.ts'

/** The number for a state that does not allow the call. */
export function numberFor(wrong: WrongState | undefined, state: string): AnyNumber {
  return typeof wrong === 'object' ? (wrong[state] ?? wrong.otherwise) : numberOf(wrong)
}

/** The number of a step. A call that reaches a step without a number is a mistake of ours: TypeError. */
export function numberOf(number: WrongState | undefined): AnyNumber {
  if (typeof number === 'number') return number
  if (number !== undefined) return number.otherwise
  throw new TypeError('a call refuses at a step for which it declares no number')
}

interface Refusing {
  space: Space
  refusals: StepRefusals & { local?: LocalRefusals }
}

/** The refusal of a price the credit does not cover (contract 1.9). */
export function noCredit({ space, refusals }: Refusing, charge: Charge, availableCents: number): Refusal {
  const slots = { price: formatCents(charge.amountCents), credit: formatCents(availableCents) }
  return refusalIn(space, numberOf(refusals.noCredit), slots)
}

/** The refusal of a purchase by an account suspended or closed since its caller was admitted: as a moment later. */
export const frozenWallet = ({ space }: Refusing): Refusal => refusalIn(space, 125.22)

/** The refusal of what a provider would not or could not do. */
export function providerFailure({ space, refusals }: Refusing, how: 'refused' | 'down'): Refusal {
  const { providerDown, providerRefused } = refusals
  return refusalIn(space, numberOf(how === 'refused' ? (providerRefused ?? providerDown) : providerDown))
}

/** The refusal of something with which a provider is busy: taken where it is a name, unavailable otherwise. */
export function busy(declared: Refusing & { claims?: unknown }): Refusal {
  return providerFailure(declared, declared.claims === undefined ? 'down' : 'refused')
}

/** A provider's refusal as ours, where the call itself may refuse with that number; undefined for any other. */
export function refusalLike(
  { space, refusals, body = {} }: Refusing & { body?: FieldRules },
  { number, text }: ContractRefusal,
): Refusal | undefined {
  const { wrongState, doneBefore, wrongKind, providerRefused, local = {} } = refusals
  const states = typeof wrongState === 'object' ? Object.values(wrongState) : [wrongState]
  const fields = Object.values(body).flatMap(({ missing, invalid }) => [missing, invalid])
  const own = [...states, doneBefore, wrongKind, providerRefused, ...Object.values(local), ...fields]
  const ours = own.find((one) => one === number)
  const slots = ours === undefined ? undefined : slotsIn(rowIn(space, ours)?.text ?? '', text)
  return ours === undefined || slots === undefined ? undefined : refusalIn(space, ours, slots)
}

/** What stands in the slots of a text that was filled in; undefined for another text. */
function slotsIn(template: string, text: string): Record<string, string> | undefined {
  if (!template.includes('{')) return {}
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const parts = template.split(/\{([a-z_]+)\}/)
  const pattern = parts.map((part, index) => (index % 2 === 0 ? literal(part) : `(?<${part}>.{1,255})`)).join('')
  const found = new RegExp(`^${pattern}$`).exec(text)
  return found?.groups && { ...found.groups }
}
