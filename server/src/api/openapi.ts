// The contract as an OpenAPI 3.1 document, built by one loop from the operations that run.
import type { TSchema } from 'typebox'
import { catalogue } from '../errors/catalogue.ts'
import type { RefusalNumber, RefusalRow } from '../errors/catalogue.ts'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import { productVersion } from '../settings.ts'
import { exampleOf } from './examples.ts'
import type { Table } from './fields.ts'
import type { Operation } from './operation.ts'
import type { FileBody, OwnRoute } from './own-route.ts'
import { ownRoutes } from './own-routes.ts'
import { routes } from './routes.ts'
import {
  Callback,
  CertifiedDomain,
  Mailbox,
  MailboxListItem,
  RegistryRequest,
  RegistryRequestListItem,
  Utenza,
} from './subjects.ts'

type Json = Record<string, unknown>

const components: readonly TSchema[] = [
  Mailbox,
  MailboxListItem,
  CertifiedDomain,
  Callback,
  Utenza,
  RegistryRequest,
  RegistryRequestListItem,
]
const platformNumbers = [100, 125.22, 126, 103, 105, 104] as const
const ownNumbers = [100, 125.22, 126, 103, 110, 105, 104] as const

/** The whole document: the 24 operations, our own calls, the callbacks we send. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ceralacca',
      version: productVersion,
      summary: 'Activates and manages Italian certified mailboxes (PEC)',
      description:
        'The 24 operations of the published contract, with Italian wire names, and our own calls under `/v1`. ' +
        'Every JSON answer has four members: `data`, `success`, `message`, `error`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: ['Pec', 'Comunica Pec', 'Domini', 'Modulistica', 'Ceralacca'].map((name) => ({ name })),
    security: [{ bearer: [] }],
    paths: paths(),
    webhooks: {
      mailboxChanged: webhook({ operationId: 'mailboxChanged', name: 'mailbox', tag: 'Pec', schema: 'Casella' }),
      certifiedDomainChanged: webhook({
        name: 'certified domain',
        operationId: 'certifiedDomainChanged',
        tag: 'Domini',
        schema: 'Dominio',
      }),
      registryRequestChanged: webhook({
        name: 'request to the Business Register',
        operationId: 'registryRequestChanged',
        tag: 'Comunica Pec',
        schema: 'RichiestaComunicazionePec',
      }),
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'token with the scope the operation names' },
      },
      schemas: Object.fromEntries(components.map((schema) => [idOf(schema) ?? '', plain(schema, true)])),
      responses: Object.fromEntries(
        [...byStatus(platformFailures)].map(([status, examples]) => [`Failure${status}`, refusalResponse(examples)]),
      ),
    },
    'x-lifecycles': {
      mailbox: mailboxLifecycle,
      'certified-domain': certifiedDomainLifecycle,
      'registry-request': registryRequestLifecycle,
    },
  }
}

function paths(): Json {
  const byPath: Record<string, Json> = {}
  for (const operation of routes) (byPath[operation.path] ??= {})[operation.method.toLowerCase()] = described(operation)
  for (const route of ownRoutes) (byPath[route.path] ??= {})[route.method.toLowerCase()] = describedOwn(route)
  return byPath
}

function described(operation: Operation): Json {
  const scope = `${operation.method}:<SCOPE_HOST>/${operation.path.split('/')[1]}`
  const numbers = [...operation.refusals, ...platformNumbers.map((number) => ({ name: 'platform', number }))]
  return {
    operationId: operation.name,
    tags: [operation.tag],
    summary: operation.summary,
    description: [
      operation.writes && operation.method === 'GET' ? 'A GET that spends credit: never run by HEAD or prefetch.' : '',
      `Scope: \`${scope}\`.`,
    ]
      .filter((line) => line !== '')
      .join(' '),
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query), ...keyParameter(operation)],
    ...requestBody(operation.body, exampleOf(operation.name)),
    responses: {
      200: successOf(operation),
      ...(operation.emptyWhen === undefined ? {} : { 204: { description: operation.emptyWhen } }),
      ...refusals(numbers),
    },
    'x-scope': scope,
    ...(operation.subject === undefined ? {} : { 'x-subject': operation.subject }),
    ...(operation.move === undefined ? {} : { 'x-move': operation.move }),
  }
}

function describedOwn(route: OwnRoute): Json {
  const callers = { customer: "an account's token", operator: "an operator's token", anyone: 'any token' }
  const missing: RefusalNumber[] = route.path.includes('{') ? [109] : []
  const numbers = [...ownNumbers, ...missing, ...route.refuses].map((number) => ({ name: 'platform', number }))
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace('/v1', '').replaceAll(/[/{}_-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: ['Ceralacca'],
    summary: route.summary,
    description: `For ${callers[route.audience]}.${route.sandboxOnly ? ' Sandbox only.' : ''}`,
    parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
    ...(route.file === undefined ? requestBody(route.body, undefined) : fileBody(route.file)),
    responses: { 200: successOfOwn(route), ...refusals(numbers) },
  }
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(name === 'id' ? { pattern: '^[0-9a-f]{24}$' } : {}) },
  }))
}

function queryParameters(query: Table): Json[] {
  return Object.entries(query).map(([name, row]) => ({
    name,
    in: 'query',
    required: false,
    schema: { ...plain(row.form.schema), ...(typeof row.fallback === 'number' ? { default: row.fallback } : {}) },
  }))
}

function keyParameter(operation: Operation): Json[] {
  if (!operation.writes) return []
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: '1 to 255 printable characters; the same request under the same key is answered as the first time',
      schema: { type: 'string', minLength: 1, maxLength: 257 },
    },
  ]
}

function requestBody(body: Table, example: unknown): Json {
  const rows = Object.entries(body)
  if (rows.length === 0) return {}
  const required = rows
    .filter(([, row]) => row.missing !== undefined && row.needed({}, neverConditional))
    .map(([name]) => name)
  const schema = {
    type: 'object',
    properties: Object.fromEntries(rows.map(([name, row]) => [name, plain(row.form.schema)])),
    ...(required.length > 0 ? { required } : {}),
  }
  return {
    requestBody: {
      required: required.length > 0,
      content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
    },
  }
}

const fileBody = ({ types, mostBytes }: FileBody): Json => ({
  requestBody: {
    required: true,
    description: `a file of at most ${mostBytes / 1024 / 1024} MB, as it is`,
    content: Object.fromEntries(types.map((type) => [type, {}])),
  },
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
  birthCrossCheck: false,
  birthProvinceRequired: false,
  addressDomains: 'sandbox',
  customDomainMustBeActive: false,
  domainQuota: false,
  takenAddressIsRefused: false,
  noNeedsIndex: false,
  privateCallbacks: 'allow',
} as const

function successOfOwn({ answers }: OwnRoute): Json {
  if (answers !== 'a file') return { description: 'done', content: jsonOf(envelope(plain(answers))) }
  const schema = (type: string) => ({ schema: { type: 'string', contentMediaType: type } })
  const types = ['application/pdf', 'application/pkcs7-mime']
  return { description: 'the file', content: Object.fromEntries(types.map((type) => [type, schema(type)])) }
}

function successOf(operation: Operation): Json {
  if (operation.answers === 'application/pdf') {
    return {
      description: 'the form',
      content: { 'application/pdf': { schema: { type: 'string', contentMediaType: 'application/pdf' } } },
    }
  }
  return {
    description: 'done',
    headers: operation.writes ? { 'Idempotent-Replayed': { schema: { type: 'string', const: 'true' } } } : {},
    content: jsonOf(envelope(plain(operation.answers))),
  }
}

interface NamedNumber {
  name: string
  number: RefusalNumber
}
type Examples = Record<string, Json>

/** What any call may answer; said once, as components. */
const platformFailures = ([125.22, 126, 103, 105, 104] as const).map((number) => ({ name: 'platform', number }))

/** Responses by status, one named example for each number; those every call shares are references. */
function refusals(numbers: readonly NamedNumber[]): Json {
  const shared = byStatus(platformFailures)
  const response = (status: number, examples: Examples) =>
    Object.keys(examples).join() === Object.keys(shared.get(status) ?? {}).join()
      ? { $ref: `#/components/responses/Failure${status}` }
      : refusalResponse(examples)
  return Object.fromEntries([...byStatus(numbers)].map(([status, examples]) => [status, response(status, examples)]))
}

function byStatus(numbers: readonly NamedNumber[]): Map<number, Examples> {
  const rows: Readonly<Record<string, RefusalRow>> = catalogue
  const statuses = new Map<number, Examples>()
  for (const { name, number } of numbers) {
    const row = rows[String(number)]
    if (row === undefined) continue
    const examples = statuses.get(row.http) ?? {}
    examples[String(number)] ??= {
      summary: `${name} (${row.known})`,
      value: { success: false, message: row.text, error: number, data: null },
    }
    statuses.set(row.http, examples)
  }
  return statuses
}

function refusalResponse(examples: Examples): Json {
  return {
    description: `refused: ${Object.keys(examples).join(', ')}`,
    content: { 'application/json': { schema: failureSchema, examples } },
  }
}

const failureSchema = {
  type: 'object',
  required: ['success', 'message', 'error', 'data'],
  properties: {
    success: { const: false },
    message: { type: 'string' },
    error: { type: 'number' },
    data: { type: 'null' },
  },
}

const envelope = (data: unknown) => ({
  type: 'object',
  required: ['data', 'success', 'message', 'error'],
  properties: { data, success: { const: true }, message: { type: 'string' }, error: { type: 'null' } },
})

const jsonOf = (schema: unknown) => ({ 'application/json': { schema } })

interface Webhook {
  operationId: string
  tag: string
  /** What changed, in words, and its schema. */
  name: string
  schema: string
}

function webhook({ operationId, tag, name, schema }: Webhook): Json {
  const resource = { $ref: `#/components/schemas/${schema}` }
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  })
  return {
    post: {
      operationId,
      tags: [tag],
      summary: `A ${name} changed, and not by your own call`,
      description:
        'Sent to the `callback` given when it was asked for. With method POST the form field named by `field` holds its JSON ' +
        'text; with method JSON the body is `{"data": …}` around it. Signed after Standard Webhooks with the ' +
        "account's secret. Any 2xx takes it; otherwise it comes again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. " +
        '410 ends it.',
      parameters: [
        header('webhook-id', 'the same for every attempt'),
        header('webhook-timestamp', 'Unix seconds, real time'),
        header('webhook-signature', 'v1,base64 of HMAC-SHA256; two while a secret is being rotated'),
      ],
      requestBody: {
        content: {
          'application/x-www-form-urlencoded': {
            schema: { type: 'object', properties: { data: { type: 'string', contentMediaType: 'application/json' } } },
          },
          'application/json': { schema: { type: 'object', required: ['data'], properties: { data: resource } } },
        },
      },
      responses: { '2XX': { description: 'taken' }, 410: { description: 'nothing more to this address' } },
    },
  }
}

const idOf = (schema: object): string | undefined =>
  '$id' in schema && typeof schema.$id === 'string' ? schema.$id : undefined

/** A schema as plain JSON; those with a name become references, except the one being defined. */
function plain(schema: object, defining = false): Json {
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
