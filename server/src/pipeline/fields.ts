// The rules of a call's members: required or not, the numbers refused, and how all of them are read in order.
import type { TSchema } from 'typebox'
import { refusalIn } from '../errors/refusal.ts'
import type { AnyNumber, Space } from '../errors/spaces.ts'
import type { Strictness } from '../model/strictness.ts'
import { orNull } from '../model/wire-schemas.ts'

/** A type of field: its JSON Schema, and how a value of it is read; undefined = not acceptable. */
export interface FieldType<T> {
  schema: TSchema
  /** Numbers it refuses with by itself, beside its rule's. */
  refuses?: readonly AnyNumber[]
  read(value: unknown, strictness: Strictness, given: Given): T | undefined
  /** What a text of a form stands for, where it is no text; forms have nothing else. */
  fromForm?(text: string): unknown
}

/** The members of a body as they came. */
export type Given = Readonly<Record<string, unknown>>

/** The rule of one member of a body or query: its type, and the numbers refused when it is missing or malformed. */
export interface FieldRule<T> {
  type: FieldType<T>
  fallback: T | undefined
  /** What null and an empty text stand for, where that is another thing than being absent. */
  emptied?: T
  missing?: AnyNumber
  invalid?: AnyNumber
  /** Whether the field is required, told by the body's other members as they came. */
  needed(given: Given, strictness: Strictness): boolean
}

export type FieldRules = Readonly<Record<string, FieldRule<unknown>>>
export type Values<T extends FieldRules> = { [K in keyof T]: T[K] extends FieldRule<infer V> ? V : never }

/** Must be there; `missing` when it is not, `invalid` when it is not acceptable (without one: `missing` again). */
export function required<T>(type: FieldType<T>, missing: AnyNumber, invalid?: AnyNumber): FieldRule<T> {
  return { type, fallback: undefined, missing, ...(invalid && { invalid }), needed: () => true }
}

/** May be absent, and is then `fallback`. */
export function optional<T, const F>(type: FieldType<T>, fallback: F, invalid?: AnyNumber): FieldRule<T | F> {
  return { type, fallback, ...(invalid && { invalid }), needed: () => false }
}

/** May be absent, which changes nothing; null, or an empty text, ends what it says. */
export function changeable<T>(type: FieldType<T>, invalid: AnyNumber): FieldRule<T | null | undefined> {
  return {
    type: { ...type, schema: orNull(type.schema) },
    fallback: undefined,
    emptied: null,
    invalid,
    needed: () => false,
  }
}

/** Required under a condition, otherwise absent means `''`. */
export function when(
  needed: FieldRule<string>['needed'],
  type: FieldType<string>,
  missing: AnyNumber,
  invalid?: AnyNumber,
): FieldRule<string> {
  return { type, fallback: '', missing, ...(invalid && { invalid }), needed }
}

/** Absent on the wire: not there, null, empty text, empty list (contract 1.5). */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/**
 * Reads members by their rules: first every required one in order, then every value in order (contract 1.12, steps 8 and
 * 9). Throws the first refusal. Members without a rule are ignored.
 */
export function readFields<T extends FieldRules>(
  rules: T,
  given: Given,
  strictness: Strictness,
  space: Space,
): Values<T> {
  const each = Object.entries(rules)
  const own = (name: string) => (Object.hasOwn(given, name) ? given[name] : undefined)
  for (const [name, rule] of each) {
    if (rule.missing !== undefined && isAbsent(own(name)) && rule.needed(given, strictness))
      throw refusalIn(space, rule.missing, { field: name })
  }
  const values: Record<string, unknown> = {}
  for (const [name, rule] of each) {
    const value = own(name)
    values[name] = isAbsent(value) ? absentAs(rule, value) : rule.type.read(value, strictness, given)
    if (values[name] === undefined && !isAbsent(value))
      throw refusalIn(space, rule.invalid ?? rule.missing ?? 110, { field: name })
  }
  return values as Values<T>
}

function absentAs({ fallback, emptied = fallback }: FieldRule<unknown>, value: unknown): unknown {
  return value === null || value === '' ? emptied : fallback
}

/**
 * The members of a query. What is written like a list (`limit[]=1`) is one, which no member of a query takes; so is an
 * empty text, except where the contract says that it is absent (1.5).
 */
export function fromQuery(query: Given, space: Space): Given {
  const written = Object.entries(query)
  const lists = written.flatMap(([name, value]) => (name.indexOf('[') > 0 ? [[name.split('[', 1)[0], [value]]] : []))
  const empty = space === 'contract' ? [] : written.filter(([, value]) => value === '').map(([name]) => [name, ['']])
  return Object.fromEntries([...written, ...empty, ...lists])
}

/** The members of a form as JSON would have them, by the types of their fields. */
export function fromForm(rules: FieldRules, members: Given): Record<string, unknown> {
  const each = Object.entries(members).map(([name, value]): [string, unknown] => {
    const type = Object.hasOwn(rules, name) ? rules[name]?.type : undefined
    return [name, typeof value === 'string' && type?.fromForm !== undefined ? type.fromForm(value) : value]
  })
  return Object.fromEntries(each)
}
