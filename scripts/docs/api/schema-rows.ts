// A schema as rows for people, and as a sample.
import type { Resolve, Schema } from './document.ts'

export interface SchemaRow {
  name: string
  type: string
  means: string
}

const DEEPEST = 4

/** The members of an object, those of objects within it as `outer.inner`. */
export function rowsOf(schema: Schema, resolve: Resolve, prefix = '', depth = 0): SchemaRow[] {
  const { properties = {} } = resolve(schema)
  return Object.entries(properties).flatMap(([name, given]) => {
    const member = resolve(given)
    const row = { name: prefix + name, type: typeOf(member, resolve), means: meaningOf(member) }
    const inner = depth < DEEPEST ? insideOf(member, resolve) : undefined
    return inner === undefined
      ? [row]
      : [row, ...rowsOf(inner.schema, resolve, `${prefix}${name}${inner.mark}.`, depth + 1)]
  })
}

/** The object a member has in it: itself, one of its items, or the one of its choices that is an object. */
function insideOf(given: Schema, resolve: Resolve): { schema: Schema; mark: string } | undefined {
  const schema = resolve(given)
  if (schema.properties !== undefined) return { schema, mark: '' }
  if (schema.items !== undefined) {
    const inner = insideOf(schema.items, resolve)
    return inner && { schema: inner.schema, mark: `[]${inner.mark}` }
  }
  return schema.anyOf?.map((choice) => insideOf(choice, resolve)).find((inner) => inner !== undefined)
}

/** What a value may be, in a few words. */
export function typeOf(given: Schema, resolve: Resolve): string {
  const schema = resolve(given)
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map((choice) => typeOf(choice, resolve)))].join(', ')
  if (schema.items !== undefined) return `list of ${typeOf(schema.items, resolve)}`
  if (schema.contentMediaType !== undefined) return `${schema.contentMediaType}, in base64`
  const words = [schema.format ?? schema.type ?? 'any', ...boundsOf(schema)]
  return words.join(', ')
}

function boundsOf({ minimum, maximum, maxLength, pattern, default: otherwise }: Schema): string[] {
  const range =
    minimum !== undefined && maximum !== undefined
      ? [`${minimum} to ${maximum}`]
      : [
          ...(minimum === undefined ? [] : [`at least ${minimum}`]),
          ...(maximum === undefined ? [] : [`at most ${maximum}`]),
        ]
  return [
    ...range,
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(pattern === undefined ? [] : [`\`${pattern}\``]),
    ...(otherwise === undefined ? [] : [`${JSON.stringify(otherwise)} unless told`]),
  ]
}

const meaningOf = ({ description, anyOf }: Schema): string =>
  description ?? anyOf?.find((choice) => choice.description !== undefined)?.description ?? ''

/** A value that the schema allows, for a sample nobody wrote. */
export function sampleOf(given: Schema, resolve: Resolve): unknown {
  const schema = resolve(given)
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return schema.default
  if (schema.anyOf?.[0] !== undefined) return sampleOf(schema.anyOf[0], resolve)
  if (schema.items !== undefined) return [sampleOf(schema.items, resolve)]
  if (schema.properties !== undefined) {
    const names = schema.required ?? Object.keys(schema.properties).slice(0, 3)
    return Object.fromEntries(names.map((name) => [name, sampleOf(schema.properties?.[name] ?? {}, resolve)]))
  }
  return simpleSample(schema)
}

function simpleSample({ type, format, pattern, minimum }: Schema): unknown {
  if (type === 'integer' || type === 'number') return minimum ?? 1
  if (type === 'boolean') return true
  if (format === 'email') return 'mario.rossi@example.com'
  if (format === 'date-time') return '2026-11-24T09:30:00.000Z'
  if (format === 'date') return '2026-11-24'
  if (format === 'uri') return 'https://example.com/pec'
  if (pattern?.includes('[0-9a-f]{24}') === true) return '6045fdeef0e1d2c3b4a59687'
  return pattern === undefined ? 'text' : '…'
}
