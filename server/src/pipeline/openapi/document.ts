// The calls as an OpenAPI 3.1 document, built by one loop from the operations that run.
import type { SessionKind } from '../../auth/credentials.ts'
import { productVersion } from '../../settings.ts'
import type { Resource } from '../../store/resource.ts'
import type { Audience, Operation } from '../operation.ts'
import { namedSchemas, plain } from './plain.ts'
import type { Json } from './plain.ts'
import { failureSchema, refusalComponents, refusalExamples, refusalNames, refusalResponses } from './refusals.ts'
import { bodyReference, idempotencyKey, parametersOf, renewalFrom, requestBodies } from './request.ts'
import { webhooksAbout } from './webhooks.ts'

/** What the document is made of. */
export interface Described {
  operations: readonly Operation[]
  resources: readonly Resource[]
}

/** The whole document: every call, the callbacks we send, the lifecycles behind them. */
export function openApiDocument({ operations, resources }: Described): Json {
  const answers = operations.flatMap(({ answers }) => (typeof answers === 'string' ? [] : [answers]))
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
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    security: securityFor.account,
    paths: pathsOf(operations),
    webhooks: webhooksAbout(resources),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'token with the scope the call names' },
        accountSession: { ...sessionCookie, name: 'ceralacca-account' },
        operatorSession: { ...sessionCookie, name: 'ceralacca-operator' },
        chosenSession: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Ceralacca-Session',
          description: '`account` or `operator`: which session counts; without it none does',
        },
        basic: { type: 'http', scheme: 'basic', description: 'e-mail and API key of the account' },
      },
      parameters: { IdempotencyKey: idempotencyKey, RenewalFrom: renewalFrom },
      requestBodies: requestBodies(operations),
      schemas: { ...namedSchemas([...resources.map(({ schema }) => schema), ...answers]), Failure: failureSchema },
      responses: refusalComponents(operations),
      examples: refusalExamples(operations),
    },
    'x-lifecycles': Object.fromEntries(resources.map(({ kind, lifecycle }) => [kind, lifecycle])),
  }
}

function pathsOf(operations: readonly Operation[]): Json {
  const byPath: Record<string, Json> = {}
  for (const operation of operations)
    (byPath[operation.path] ??= {})[operation.method.toLowerCase()] = described(operation)
  return byPath
}

const callers: Readonly<Record<Audience, string>> = {
  account: "For an account's token.",
  operator: "For an operator's token.",
  either: "For an account's or an operator's token.",
  anybody: 'For anybody; no credentials are looked at.',
  key: 'For an account: HTTP Basic with its e-mail and API key.',
}

const sessionCookie = {
  type: 'apiKey',
  in: 'cookie',
  description: 'session of the console; its name begins with `__Host-` where it was set by https',
}
const sessionOf = (as: SessionKind) => ({ [`${as}Session`]: [], chosenSession: [] })

/** What may be shown to a call, one or the other. */
const securityFor: Readonly<Record<Audience, readonly Json[]>> = {
  account: [{ bearer: [] }, sessionOf('account')],
  operator: [{ bearer: [] }, sessionOf('operator')],
  either: [{ bearer: [] }, sessionOf('account'), sessionOf('operator')],
  key: [{ basic: [] }],
  anybody: [],
}

function described(operation: Operation): Json {
  const { method, name, tag, summary, scope, access, space, sandboxOnly, takesRefreshToken, permissions } = operation
  const needed = access === 'account' || access === 'either' ? scopeNeeded(method, scope) : undefined
  const description = [
    operation.writes && method === 'GET' ? 'A GET that spends credit: never run by HEAD or prefetch.' : '',
    space === 'contract' ? '' : callers[access],
    takesRefreshToken ? 'A bearer refresh token may stand for the key.' : '',
    needed === undefined
      ? ''
      : scope === undefined
        ? "An account's token must be a full one."
        : `Scope: \`${needed}\`.`,
    space === 'contract' ? '' : roleNeeded(permissions),
    sandboxOnly ? 'Sandbox only.' : '',
  ]
  return {
    operationId: name,
    tags: [tag],
    summary,
    description: description.filter((line) => line !== '').join(' '),
    parameters: parametersOf(operation),
    ...bodyReference(operation),
    responses: {
      200: successOf(operation),
      ...(operation.emptyWhen === undefined ? {} : { 204: { description: operation.emptyWhen } }),
      ...refusalResponses(operation),
    },
    ...(access === 'account'
      ? {}
      : { security: [...securityFor[access], ...(takesRefreshToken ? [{ bearer: [] }] : [])] }),
    'x-access': access,
    'x-writes': operation.writes,
    ...(Object.keys(permissions).length === 0 ? {} : { 'x-permissions': { ...permissions } }),
    'x-refusals': refusalNames(operation),
    ...(needed === undefined ? {} : { 'x-scope': needed }),
    ...(operation.resource === undefined ? {} : { 'x-subject': operation.resource }),
    ...(operation.move === undefined ? {} : { 'x-move': operation.move }),
  }
}

const roleNeeded = ({ account, operator }: Operation['permissions']) =>
  [
    ...(account === undefined ? [] : [`A member's role must allow \`${account}\`.`]),
    ...(operator === undefined ? [] : [`An operator's role must allow \`${operator}\`.`]),
  ].join(' ')

const scopeNeeded = (method: string, scope: string | undefined) =>
  scope === undefined ? 'every scope' : `${method}:<SCOPE_HOST>/${scope}`

function successOf({ answers, repeatable, root, isUnwrapped }: Operation): Json {
  if (answers === 'application/pdf') return fileAnswer('the form', ['application/pdf'])
  if (answers === 'text/calendar') return fileAnswer('the calendar', ['text/calendar'])
  if (answers === 'application/x-ndjson') return fileAnswer('a JSON object a line', ['application/x-ndjson'])
  if (answers === 'application/x-tar') return fileAnswer('the archive', ['application/x-tar'])
  if (answers === 'image/png') return fileAnswer('the picture', ['image/png'])
  if (answers === 'a file') return fileAnswer('the file', ['application/pdf', 'application/pkcs7-mime'])
  return {
    description: 'done',
    headers: repeatable ? { 'Idempotent-Replayed': { schema: { type: 'string', const: 'true' } } } : {},
    content: {
      'application/json': {
        schema: isUnwrapped ? unwrapped(plain(answers)) : envelope(plain(answers), root && plain(root)),
      },
    },
  }
}

const fileAnswer = (description: string, types: readonly string[]): Json => ({
  description,
  content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', contentMediaType: type } }])),
})

const properties = { success: { const: true }, message: { type: 'string' }, error: { type: 'null' } }

/** The four members, and what else stands beside them. */
const envelope = (data: unknown, root: Json = {}): Json => ({
  type: 'object',
  required: ['data', ...Object.keys(properties), ...Object.keys(Object(root.properties))],
  properties: { data, ...properties, ...Object(root.properties) },
})

/** An answer whose members take the place of `data`. */
const unwrapped = (answer: Json): Json => ({
  type: 'object',
  required: [...Object.keys(Object(answer.properties)), ...Object.keys(properties)],
  properties: { ...Object(answer.properties), ...properties },
})
