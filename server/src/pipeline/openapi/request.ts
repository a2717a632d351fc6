// What a call takes: parameters, and its body as a component of its own.
import { exampleOf } from '../examples.ts'
import type { FieldRules } from '../fields.ts'
import type { FileBody, Operation } from '../operation.ts'
import { plain } from './plain.ts'
import type { Json } from './plain.ts'

/** The parameters of a call: in the path, in the query, and the key of a call that changes something. */
export const parametersOf = (operation: Operation): Json[] => [
  ...pathParameters(operation.path),
  ...queryParameters(operation.query),
  ...(operation.renews ? [{ $ref: '#/components/parameters/RenewalFrom' }] : []),
  ...(operation.repeatable ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
]

/** The header every call that changes something may carry. */
export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: '1 to 255 printable characters; the same request under the same key is answered as the first time',
  schema: { type: 'string', minLength: 1, maxLength: 257 },
}

/** The header a renewal may carry. */
export const renewalFrom = {
  name: 'Renewal-From',
  in: 'header',
  required: false,
  description: 'the expiry you know, dd/mm/yyyy: if it is another one by now, nothing is renewed (128)',
  schema: { type: 'string', pattern: '^\\d{2}/\\d{2}/\\d{4}$' },
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: {
      type: 'string',
      ...(name === 'id' && !path.includes('/deliveries/') ? { pattern: '^[0-9a-f]{24}$' } : {}),
    },
  }))
}

function queryParameters(query: FieldRules): Json[] {
  return Object.entries(query).map(([name, rule]) => ({
    name,
    in: 'query',
    required: false,
    schema: { ...plain(rule.type.schema), ...(typeof rule.fallback === 'number' ? { default: rule.fallback } : {}) },
  }))
}

/** A reference to the body a call takes; nothing where it takes none. */
export const bodyReference = (operation: Operation): Json =>
  bodyOf(operation) === undefined
    ? {}
    : { requestBody: { $ref: `#/components/requestBodies/${bodyName(operation.name)}` } }

/** The bodies of some calls, as components. */
export const requestBodies = (operations: readonly Operation[]): Json =>
  Object.fromEntries(
    operations.flatMap((operation) => {
      const body = bodyOf(operation)
      return body === undefined ? [] : [[bodyName(operation.name), body]]
    }),
  )

const bodyName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

function bodyOf({ file, body, name }: Operation): Json | undefined {
  if (file !== undefined) return fileBody(file, exampleOf(name))
  const rules = Object.entries(body)
  if (rules.length === 0) return undefined
  const required = rules
    .filter(([, rule]) => rule.missing !== undefined && rule.needed({}, neverConditional))
    .map(([field]) => field)
  const schema = {
    type: 'object',
    properties: Object.fromEntries(rules.map(([field, rule]) => [field, plain(rule.type.schema)])),
    ...(required.length > 0 ? { required } : {}),
  }
  const example = exampleOf(name)
  return {
    required: required.length > 0,
    content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
  }
}

/** The example is one of its first type. */
const fileBody = ({ types, mostBytes }: FileBody, example: unknown): Json => ({
  required: true,
  description: `a file of at most ${mostBytes / 1024 / 1024} MB, as it is`,
  content: Object.fromEntries(types.map((type, n) => [type, n > 0 || example === undefined ? {} : { example }])),
})

/** Strictness under which only what is always required is required. */
const neverConditional = {
  base64: 'lenient',
  pdf: 'prefix',
  signedDocuments: 'any',
  fiscalCode: 'any',
  vatNumber: 'shape',
  phone: 'any',
  postalCode: 'any',
  conditionalFields: false,
  subtype: 'any',
  birthCrossCheck: false,
  birthProvinceRequired: false,
  addressDomains: 'sandbox',
  domainQuota: false,
  takenAddressIsRefused: false,
  noNeedsIndex: false,
  privateCallbacks: 'allow',
  unassessedSigners: 'accept',
} as const
