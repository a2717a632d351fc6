// The protocol of connectors as an OpenAPI 3.1 document, from the tables in server/src/providers/connector.
import { toleranceSeconds } from '../../server/src/model/message-signature.ts'
import { namedSchemas, plain } from '../../server/src/pipeline/openapi/plain.ts'
import type { Json } from '../../server/src/pipeline/openapi/plain.ts'
import { isCapability } from '../../server/src/providers/connector/manifest.ts'
import {
  ConnectorManifest,
  changesSomething,
  manifestRequest,
  operations,
  others,
  outcomeRequest,
  Pending,
  protocolVersion,
  Refused,
  requestOf,
  yesWith,
} from '../../server/src/providers/connector/protocol.ts'
import { capabilities } from '../../server/src/providers/port/capabilities.ts'
import type { Capability } from '../../server/src/providers/port/capabilities.ts'

/** The whole document. */
export function connectorDocument(): Json {
  const names = Object.keys(operations).filter(isCapability)
  const schemas = [
    ...names.flatMap((name) => [requestOf(name), operations[name].value]),
    ...[manifestRequest, ConnectorManifest, outcomeRequest, ...others],
  ]
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ceralacca connector',
      version: String(protocolVersion),
      summary: 'What a connector answers, so that a private partner API provides mailboxes',
      description:
        'Every request is a POST signed by the server, and every answer with status 200 is signed by the connector, both ' +
        `by Standard Webhooks with one secret and at most ${toleranceSeconds} seconds ago. docs/connectors.md explains it.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '{baseUrl}', variables: { baseUrl: { default: 'https://connector.example.it' } } }],
    paths: {
      ...path('manifest', 'says what it offers', manifestRequest, plain(ConnectorManifest)),
      ...path('outcome', 'says what became of something asked earlier; final when it is refused', outcomeRequest, {
        oneOf: [{ anyOf: distinctValues(names) }, plain(Pending), plain(Refused)],
      }),
      ...Object.assign({}, ...names.map(pathOf)),
    },
    components: { parameters, headers: answerHeaders, schemas: namedSchemas(schemas) },
  }
}

function pathOf(name: Capability): Json {
  const answer = { oneOf: [plain(yesWith(operations[name].value)), ...others.map((other) => plain(other))] }
  return path(name, capabilities[name], requestOf(name), answer)
}

/** The answers with a yes, each once. */
function distinctValues(names: readonly Capability[]): Json[] {
  const all = names.filter(changesSomething).map((name) => JSON.stringify(plain(yesWith(operations[name].value))))
  return [...new Set(all)].map((text): Json => JSON.parse(text))
}

function path(operation: string, summary: string, request: object, answer: Json): Json {
  const hasReference = 'properties' in request && 'reference' in Object(request.properties)
  const names = Object.keys(parameters).filter((name) => hasReference || name !== 'IdempotencyKey')
  return {
    [`/v${protocolVersion}/${operation}`]: {
      post: {
        operationId: operation,
        summary,
        parameters: names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
        requestBody: { required: true, content: { 'application/json': { schema: plain(request) } } },
        responses: {
          200: {
            description: 'the answer',
            headers: Object.fromEntries(
              Object.keys(answerHeaders).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
            ),
            content: { 'application/json': { schema: answer } },
          },
          401: { description: 'the request is not signed by the secret, or not now; needs no signature' },
        },
      },
    },
  }
}

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
})
const parameters = {
  WebhookId: header('webhook-id', 'another one for each request'),
  WebhookTimestamp: header('webhook-timestamp', 'real time, in Unix seconds'),
  WebhookSignature: header('webhook-signature', 'v1, and the base64 of the HMAC-SHA256 of id.timestamp.body'),
  IdempotencyKey: header('Idempotency-Key', 'the reference, as in the body'),
}
const answerHeaders = {
  'webhook-id': { required: true, description: "the request's id and -answer", schema: { type: 'string' } },
  'webhook-timestamp': { required: true, description: 'real time, in Unix seconds', schema: { type: 'string' } },
  'webhook-signature': { required: true, description: 'as in a request', schema: { type: 'string' } },
}
