// The OpenAPI document, as far as the reference reads it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Schema {
  $ref?: string
  type?: string
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  format?: string
  pattern?: string
  description?: string
  default?: unknown
  minimum?: number
  maximum?: number
  maxLength?: number
  contentMediaType?: string
}

export interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: Schema
}

interface Media {
  schema?: Schema
  example?: unknown
  examples?: Record<string, unknown>
}

export interface Body {
  $ref?: string
  required?: boolean
  description?: string
  content: Record<string, Media>
}

interface Response {
  $ref?: string
  content?: Record<string, Media>
}

export interface Operation {
  operationId: string
  tags: [string]
  summary: string
  description: string
  parameters: Parameter[]
  requestBody?: Body
  responses: Record<string, Response>
  security?: Record<string, unknown>[]
  'x-access': string
  'x-refusals': Record<string, string>
}

export interface Document {
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    parameters: Record<string, Parameter>
    requestBodies: Record<string, Body>
    responses: Record<string, Response>
  }
}

export interface Call {
  method: string
  path: string
  operation: Operation
}

/** Reads the document of a checkout. */
export function readDocument(root: string): Document {
  return JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8'))
}

/** Every call of the document in its order, with its parameters, body and answers in place of references to them. */
export const callsOf = ({ paths, components }: Document): Call[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { parameters, requestBody, responses } = operation
      const followed = {
        ...operation,
        parameters: parameters.map((one) => follow(one, components.parameters)),
        responses: Object.fromEntries(
          Object.entries(responses).map(([status, one]) => [status, follow(one, components.responses)]),
        ),
        ...(requestBody && { requestBody: follow(requestBody, components.requestBodies) }),
      }
      return { method: method.toUpperCase(), path, operation: followed }
    }),
  )

/** Follows references to schemas. */
export type Resolve = (schema: Schema) => Schema

/** Follows the references to schemas of one document. */
export const resolverOf =
  ({ components }: Document): Resolve =>
  (schema) =>
    follow(schema, components.schemas)

/** What a reference stands for; anything else is itself. */
function follow<T extends { $ref?: string }>(node: T, named: Readonly<Record<string, T>>): T {
  return node.$ref === undefined ? node : (named[node.$ref.split('/').at(-1) ?? ''] ?? node)
}
