// The operations as the OpenAPI document tells them: of the server asked, or of this package where none answers.
import { readFile } from 'node:fs/promises'
import { boundedFetch } from './bounded-fetch.ts'

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
/** What of an answer must not reach whoever reads the results. */
export const secretMembers = ['token', 'refreshToken', 'secret', 'apiKey', 'callbackSecret', 'invitation'] as const
const FETCHED_WITHIN_MS = 5_000
const KEPT_MS = 60_000
const LARGEST_DOCUMENT_BYTES = 10_000_000
// As deep as an answer of ours is nested, and no deeper for a document that turns in circles.
const DEEPEST = 12

export interface Parameter {
  name: string
  in: string
  required: boolean
  schema: object
}

export interface DescribedOperation {
  name: string
  method: string
  path: string
  summary: string
  description: string
  tag: string
  access: string
  scope?: string
  /** It changes something or spends credit; so does whatever does not say that it only reads. */
  writes: boolean
  parameters: Parameter[]
  body?: { type: string; schema: object; example?: unknown }
  answersFile: boolean
  answer: object
  refusals: { number: string; status: number; message: string; name?: string }[]
  subject?: string
  move?: string
}

export interface ApiDocument {
  /** Whose document it is: the server's, or the one of this package. */
  from: string
  operations: DescribedOperation[]
  /** The lifecycles by the kind of resource. */
  lifecycles: Readonly<Record<string, unknown>>
}

const kept = new Map<string, { document: ApiDocument; until: number }>()

/** The document of the server, kept for a minute; this package's own where there is no server to ask. */
export async function documentOf(baseUrl: string | undefined, signal: AbortSignal): Promise<ApiDocument> {
  const known = kept.get(baseUrl ?? '')
  if (known !== undefined && known.until > performance.now()) return known.document
  const found = baseUrl === undefined ? undefined : await fetched(baseUrl, signal)
  signal.throwIfAborted()
  if (found === undefined) return read(JSON.parse(await readFile(shipped, 'utf8')), 'this package')
  const document = read(found, baseUrl ?? '')
  kept.set(baseUrl ?? '', { document, until: performance.now() + KEPT_MS })
  return document
}

// At the same depth from the sources and from the bundle.
const shipped = new URL('../../../openapi.json', import.meta.url)

async function fetched(baseUrl: string, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await boundedFetch(LARGEST_DOCUMENT_BYTES)(`${baseUrl.replace(/\/$/, '')}/openapi.json`, {
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(FETCHED_WITHIN_MS)]),
    })
    const document: unknown = await response.json()
    return 'paths' in Object(document) ? document : undefined
  } catch {
    return undefined
  }
}

/** The operations of an OpenAPI document. */
function read(document: unknown, from: string): ApiDocument {
  const operations = Object.entries<object>(Object(document).paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const described: unknown = Reflect.get(item, method)
      return described === undefined ? [] : [operationOf({ document, path, method }, Object(described))]
    }),
  )
  return { from, operations, lifecycles: Object(Object(document)['x-lifecycles']) }
}

interface Place {
  document: unknown
  path: string
  method: string
}

function operationOf(place: Place, described: Record<string, unknown>): DescribedOperation {
  const { document, path, method } = place
  const text = (name: string) => (typeof described[name] === 'string' ? described[name] : undefined)
  const [scope, subject, move] = [text('x-scope'), text('x-subject'), text('x-move')]
  const content = Object(resolved(Object(Object(described.responses)[200]).content, document))
  const body = bodyOf(resolved(described.requestBody, document))
  return {
    name: text('operationId') ?? `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    summary: text('summary') ?? '',
    description: text('description') ?? '',
    tag: String(Object(described.tags)[0] ?? ''),
    access: text('x-access') ?? 'account',
    writes: described['x-writes'] !== false,
    parameters: Object.values(Object(resolved(described.parameters, document))).map((one) => parameterOf(Object(one))),
    answersFile: !('application/json' in content),
    answer: Object(Object(content['application/json']).schema),
    refusals: refusalsOf(described, document),
    ...(scope !== undefined && { scope }),
    ...(subject !== undefined && { subject }),
    ...(move !== undefined && { move }),
    ...(body !== undefined && { body }),
  }
}

function parameterOf({ name, in: place, required, schema, description }: Record<string, unknown>): Parameter {
  const described = typeof description === 'string' ? { description, ...Object(schema) } : Object(schema)
  return { name: String(name), in: String(place), required: required === true, schema: described }
}

function bodyOf(body: unknown): DescribedOperation['body'] {
  const [found] = Object.entries(Object(Object(body).content))
  if (found === undefined) return undefined
  const [type, { schema, example }] = [found[0], Object(found[1])]
  return { type, schema: Object(schema), ...(example !== undefined && { example }) }
}

/** Every refusal of an operation, with the text it comes with. */
function refusalsOf(described: Record<string, unknown>, document: unknown): DescribedOperation['refusals'] {
  const names = Object(described['x-refusals'])
  return Object.entries(Object(described.responses)).flatMap(([status, response]) => {
    const { content } = Object(resolved(response, document))
    const examples = Object(Object(Object(content)['application/json']).examples)
    return Object.entries(examples).map(([number, example]) => ({
      number,
      status: Number(status),
      message: String(Object(Object(example).value).message ?? ''),
      ...(typeof names[number] === 'string' && { name: names[number] }),
    }))
  })
}

/** What it stands for, with every reference followed, and closed lists written as `enum`. */
function resolved(value: unknown, document: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return {}
  if (Array.isArray(value)) return value.map((one) => resolved(one, document, depth + 1))
  if ('$ref' in value) return resolved(atReference(String(value.$ref), document), document, depth + 1)
  const members = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolved(member, document, depth + 1)]),
  )
  return withoutConstants(members)
}

const atReference = (reference: string, document: unknown): unknown =>
  reference
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => Reflect.get(Object(value), name.replaceAll('~1', '/')), document)

/** `anyOf` constants, which take several lines each, as one list. */
function withoutConstants(schema: Record<string, unknown>): Record<string, unknown> {
  const { anyOf, ...rest } = schema
  const choices: unknown[] = Array.isArray(anyOf) ? anyOf.map((one) => Reflect.get(Object(one), 'const')) : []
  return choices.length === 0 || choices.includes(undefined) ? schema : { ...rest, enum: choices }
}

/** Whether somewhere in the answer stands what is shown once, or never should be. */
export function answersSecret(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const properties = Object.keys(Object(Reflect.get(schema, 'properties')))
  return (
    secretMembers.some((name) => properties.includes(name)) || Object.values(schema).some((one) => answersSecret(one))
  )
}
