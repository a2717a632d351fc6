// Reads the OpenAPI document; throws when something is not where it should be.

/** An object at a name. */
export function memberOf(value: unknown, name: string): object {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  if (typeof member !== 'object' || member === null) throw new Error(`the document has no ${name}`)
  return member
}

/** The objects of a list at a name. */
export function listOf(value: object, name: string): object[] {
  const list = memberOf(value, name)
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : []
}

/** A text at a name. */
export function textOf(value: object, name: string): string {
  const text: unknown = Reflect.get(value, name)
  if (typeof text !== 'string') throw new Error(`the document has no text at ${name}`)
  return text
}
