// Names in certificates compared (RFC 5280, 7.1), each prepared once: the library does so anew for every comparison.
import { stringPrep } from 'pkijs'
import type { RelativeDistinguishedNames } from 'pkijs'

const prepared = new WeakMap<RelativeDistinguishedNames, string>()

/** Is it the same name, in whatever case and with whatever blanks it is written. */
export function isSameName(one: RelativeDistinguishedNames, other: RelativeDistinguishedNames): boolean {
  return preparedName(one) === preparedName(other)
}

function preparedName(name: RelativeDistinguishedNames): string {
  const known = prepared.get(name)
  if (known !== undefined) return known
  const parts = name.typesAndValues.map(({ type, value }) => {
    const block: unknown = value.valueBlock
    return [type, isText(block) ? stringPrep(block.value) : Buffer.from(value.valueBeforeDecodeView).toString('base64')]
  })
  const text = JSON.stringify(parts)
  prepared.set(name, text)
  return text
}

/** Is it the value of one of the string types. */
export function isText(block: unknown): block is { value: string } {
  return typeof block === 'object' && block !== null && 'value' in block && typeof block.value === 'string'
}
