// Schemas as plain JSON; those with a name become references to components.
import type { TSchema } from 'typebox'

export type Json = Record<string, unknown>

/** The name of a schema that has one. */
export const idOf = (schema: object): string | undefined =>
  '$id' in schema && typeof schema.$id === 'string' ? schema.$id : undefined

/** A schema as plain JSON; those with a name become references, except the one being defined. */
export function plain(schema: object, defining = false): Json {
  const id = idOf(schema)
  if (id !== undefined && !defining) return { $ref: `#/components/schemas/${id}` }
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => name !== '$id' && !name.startsWith('~'))
      .map(([name, value]) => [name, plainValue(value)]),
  )
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue)
  return typeof value === 'object' && value !== null ? plain(value) : value
}

/** Every schema with a name, in or under some schemas, once each, in the order in which they are met. */
export function namedSchemas(schemas: readonly TSchema[]): Json {
  const found: Json = {}
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const id = idOf(value)
    if (id !== undefined) found[id] ??= plain(value, true)
    for (const member of Object.values(value)) walk(member)
  }
  for (const schema of schemas) walk(schema)
  return found
}
