// Refusals that belong to a field of a form stand at that field.
import { RefusedError } from '@ceralacca/client'

/** For each field the numbers that are about it. */
export type FieldNumbers<Field extends string> = Readonly<Record<Field, readonly number[]>>

/** Which field a refusal is about; undefined where it is about none of them. */
export function fieldOf<Field extends string>(numbers: FieldNumbers<Field>, number: number | undefined) {
  const fields = Object.keys(numbers).filter((field): field is Field => Object.hasOwn(numbers, field))
  return fields.find((field) => number !== undefined && numbers[field].includes(number))
}

/** The refusal as the error of its field, for a form; undefined where it belongs to no field. */
export function fieldErrorOf<Field extends string>(numbers: FieldNumbers<Field>, error: unknown) {
  if (!(error instanceof RefusedError)) return undefined
  const field = fieldOf(numbers, error.refused.number)
  return field && { field, message: error.refused.message }
}
