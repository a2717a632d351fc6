// Reads members of the OpenAPI document. Throws when one is missing.

/** A member that is an object. */
export function memberOf(value: unknown, name: string): object {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  if (typeof member !== 'object' || member === null) throw new Error(`the document has no ${name}`)
  return member
}

/** The objects in a member that is a list. */
export function listOf(value: object, name: string): object[] {
  const list = memberOf(value, name)
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : []
}

/** A member that is text. */
export function textOf(value: object, name: string): string {
  const text: unknown = Reflect.get(value, name)
  if (typeof text !== 'string') throw new Error(`the document has no text at ${name}`)
  return text
}
