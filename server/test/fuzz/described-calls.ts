// The calls as openapi.json describes them: what a stranger would send, and what they may be answered.
import Schema from 'typebox/schema'
import { serverDocument } from '../../src/api/openapi.ts'

/** A JSON Schema, as far as values are made from it. */
export interface ValueSchema {
  type?: string
  const?: unknown
  anyOf?: ValueSchema[]
  items?: ValueSchema
  minItems?: number
  properties?: Record<string, ValueSchema>
  required?: string[]
  minimum?: number
  maximum?: number
  maxLength?: number
  format?: string
  contentMediaType?: string
}

export interface DescribedParameter {
  name: string
  in: 'path' | 'query' | 'header'
  schema: ValueSchema
}

/** What the document says of one status: its content types, its numbers if it is a refusal, what is wrong with a body. */
export interface DescribedAnswer {
  types: string[]
  /** The members of its JSON, in order. */
  members: string[]
  numbers: number[]
  problems(body: unknown): string[]
}

export interface DescribedCall {
  name: string
  method: string
  path: string
  access: 'account' | 'operator' | 'either' | 'key' | 'anybody'
  sandboxOnly: boolean
  parameters: DescribedParameter[]
  body: { types: string[]; fields: Record<string, ValueSchema>; required: string[]; example: object } | undefined
  answers: Map<number, DescribedAnswer>
}

type Content = Record<string, { schema?: ValueSchema; example?: object; examples?: object }>

interface OperationObject {
  operationId: string
  description: string
  parameters: DescribedParameter[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
  'x-access': DescribedCall['access']
}

interface DocumentObject {
  paths: Record<string, Record<string, OperationObject>>
  components: Record<string, Record<string, unknown>>
}

/** Every call of the document. */
export function describedCalls(): DescribedCall[] {
  const document: DocumentObject = JSON.parse(JSON.stringify(serverDocument()))
  const calls: DescribedCall[] = []
  for (const [path, byMethod] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(byMethod))
      calls.push(described(path, method.toUpperCase(), inlined(operation, document), document))
  }
  return calls
}

function described(path: string, method: string, operation: OperationObject, document: DocumentObject): DescribedCall {
  const { operationId: name, parameters, requestBody, responses, description } = operation
  const [first] = Object.values(requestBody?.content ?? {})
  return {
    name,
    method,
    path,
    access: operation['x-access'],
    sandboxOnly: description.includes('Sandbox only'),
    parameters,
    body: requestBody && {
      types: Object.keys(requestBody.content),
      fields: first?.schema?.properties ?? {},
      required: first?.schema?.required ?? [],
      example: first?.example ?? {},
    },
    answers: new Map(
      Object.entries(responses).map(([status, { content = {} }]) => [Number(status), answerOf(content, document)]),
    ),
  }
}

function answerOf(content: Content, { components }: DocumentObject): DescribedAnswer {
  const json = content['application/json']
  const schema = json?.schema && Schema.Compile({ ...json.schema, components })
  return {
    types: Object.keys(content),
    members: Object.keys(json?.schema?.properties ?? {}),
    numbers: Object.keys(json?.examples ?? {}).map(Number),
    problems(body) {
      if (schema === undefined || schema.Check(body)) return []
      return schema.Errors(body)[1].map(({ instancePath, message }) => `${instancePath} ${message}`)
    },
  }
}

/** References to anything but schemas, which the validator follows itself, replaced by what they name. */
function inlined<T>(value: T, document: DocumentObject): T
function inlined(value: unknown, document: DocumentObject): unknown {
  if (Array.isArray(value)) return value.map((item) => inlined(item, document))
  if (typeof value !== 'object' || value === null) return value
  const reference: unknown = Reflect.get(value, '$ref')
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/([^/]+)$/.exec(String(reference)) ?? []
  if (kind !== '' && kind !== 'schemas') return inlined(document.components[kind]?.[name], document)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inlined(member, document)]))
}
