// JSON Schema to TypeScript, as far as this product's schemas go.

type Schema = Record<string, unknown>

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The TypeScript type of a schema, as text. */
export function typeOf(schema: unknown, indent = ''): string {
  if (!isSchema(schema)) return 'unknown'
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) ?? 'unknown'
  if ('const' in schema) return JSON.stringify(schema.const)
  const choices = listOf(schema.anyOf ?? schema.enum)
  if (choices.length > 0) {
    const each = choices.map((choice) => (isSchema(choice) ? typeOf(choice, indent) : JSON.stringify(choice)))
    return [...new Set(each)].join(' | ')
  }
  if (schema.type === 'array') return arrayOf(typeOf(schema.items, indent))
  if (schema.type === 'object') return objectOf(schema, indent)
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  return schema.type === 'string' || schema.type === 'boolean' || schema.type === 'null' ? schema.type : 'unknown'
}

const arrayOf = (type: string) => (/[ |{]/.test(type) ? `(${type})[]` : `${type}[]`)

function objectOf(schema: Schema, indent: string): string {
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : []
  if (properties.length === 0) return `Record<string, ${typeOf(valueOf(schema), indent)}>`
  const required = new Set(listOf(schema.required))
  const lines = properties.map(([name, property]) => {
    const meaning = meaningOf(property)
    const comment = meaning === '' ? '' : `${indent}  /** ${meaning} */\n`
    return `${comment}${indent}  ${name}${required.has(name) ? '' : '?'}: ${typeOf(property, `${indent}  `)}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}

/** The schema of an object's values when its member names are free. */
function valueOf({ patternProperties, additionalProperties }: Schema): unknown {
  return isSchema(patternProperties) ? Object.values(patternProperties)[0] : additionalProperties
}

/** The comment of a member: its description, the format of a time, and its default. */
function meaningOf(schema: unknown): string {
  if (!isSchema(schema)) return ''
  const described = [schema, ...listOf(schema.anyOf)].filter(isSchema)
  const meaning = described.map(({ description }) => description).find((one) => typeof one === 'string') ?? ''
  const isTime = described.some(({ format }) => format === 'date-time') && !meaning.includes('RFC 3339')
  return [
    ...(meaning === '' ? [] : [meaning]),
    ...(isTime ? ['RFC 3339'] : []),
    ...('default' in schema ? [`default ${String(schema.default)}`] : []),
  ].join('; ')
}
