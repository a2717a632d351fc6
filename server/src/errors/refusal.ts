import { catalogue } from './catalogue.ts'
import type { RefusalNumber, RefusalRow, SlotsOf } from './catalogue.ts'

/** What may stand in a slot of a refusal's text; the caller sees it, so never personal data. */
export type SlotValue = string | number

type SlotArguments<N extends RefusalNumber> = [SlotsOf<N>] extends [never]
  ? []
  : [Readonly<Record<SlotsOf<N>, SlotValue>>]

const longestSlot = 255

/**
 * An expected failure on its way to the caller. `text` is what the caller reads; `message`, which may reach a log,
 * keeps the slots unfilled, so that nothing somebody typed ends there.
 */
export class Refusal extends Error {
  readonly number: RefusalNumber
  readonly http: number
  readonly text: string

  constructor(number: RefusalNumber, text: string) {
    const row: RefusalRow = catalogue[number]
    super(`refusal ${number}: ${row.text}`)
    this.name = 'Refusal'
    this.number = number
    this.http = row.http
    this.text = text
  }
}

/**
 * Ends the operation with a refusal of the catalogue: `refuse(265)`, `refuse(217, { max: 25 })`.
 * The compiler demands exactly the slots the text names.
 */
export function refuse<N extends RefusalNumber>(number: N, ...slots: SlotArguments<N>): never {
  throw refusal(number, slots[0])
}

/**
 * Makes a refusal without throwing it, for callers that know the number only at run time.
 * A slot left open is a mistake of ours: TypeError.
 */
export function refusal(number: RefusalNumber, slots: Readonly<Record<string, SlotValue>> = {}): Refusal {
  const row: RefusalRow = catalogue[number]
  return new Refusal(number, fill(row.text, number, slots))
}

function fill(template: string, number: RefusalNumber, slots: Readonly<Record<string, SlotValue>>): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(slots, name) ? slots[name] : undefined
    if (value === undefined) throw new TypeError(`refusal ${number} needs the slot ${name}`)
    return String(value).slice(0, longestSlot)
  })
}
