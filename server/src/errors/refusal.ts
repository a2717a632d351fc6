import { rowIn } from './spaces.ts'
import type { AnyNumber, NumberIn, RefusalNumber, Space } from './spaces.ts'

/** What may stand in a slot of a refusal's text; the caller sees it, so never personal data. */
export type SlotValue = string | number
export type Slots = Readonly<Record<string, SlotValue>>

const LONGEST_SLOT = 255

/**
 * An expected failure on its way to the caller. `text` is what the caller reads; `message`, which may reach a log, keeps
 * the slots unfilled, so that nothing somebody typed ends there.
 */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly space: Space
  readonly number: number
  readonly http: number
  readonly text: string

  /** A slot left open, and a number the space does not have, are mistakes of ours: TypeError. */
  constructor(space: Space, number: number, slots: Slots = {}) {
    const row = rowIn(space, number)
    if (row === undefined) throw new TypeError(`the space ${space} has no refusal ${number}`)
    const { stackTraceLimit } = Error
    // Where an expected failure was thrown tells nobody anything, and finding out costs more than the rest of refusing.
    Error.stackTraceLimit = 0
    super(`refusal ${number}: ${row.text}`)
    Error.stackTraceLimit = stackTraceLimit
    this.space = space
    this.number = number
    this.http = row.http
    this.text = fill(row.text, number, slots)
  }
}

/** Makes a refusal of the 24 operations, or one any call may give. */
export const refusal = (number: RefusalNumber, slots?: Slots): Refusal => new Refusal('contract', number, slots)

/** Makes a refusal of our own calls. */
export const ownRefusal = (number: NumberIn<'own'>, slots?: Slots): Refusal => new Refusal('own', number, slots)

/** Makes a refusal of the space a call declares. */
export const refusalIn = (space: Space, number: AnyNumber, slots?: Slots): Refusal => new Refusal(space, number, slots)

function fill(template: string, number: number, slots: Slots): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(slots, name) ? slots[name] : undefined
    if (value === undefined) throw new TypeError(`refusal ${number} needs the slot ${name}`)
    return String(value).slice(0, LONGEST_SLOT)
  })
}
