// The callbacks we send, one for each kind of resource.
import type { ResourceKind } from '../../model/resource-kind.ts'
import type { Resource } from '../../store/resource.ts'
import { idOf } from './plain.ts'
import type { Json } from './plain.ts'

const about: Readonly<Record<ResourceKind, Omit<Webhook, 'schema'>>> = {
  mailbox: { operationId: 'mailboxChanged', tag: 'Pec', name: 'mailbox' },
  'certified-domain': { operationId: 'certifiedDomainChanged', tag: 'Domini', name: 'certified domain' },
  'registry-request': {
    operationId: 'registryRequestChanged',
    tag: 'Comunica Pec',
    name: 'request to the Business Register',
  },
}

/** The webhooks about some kinds of resources. */
export const webhooksAbout = (resources: readonly Resource[]): Json =>
  Object.fromEntries(
    resources.map(({ kind, schema }) => [
      about[kind].operationId,
      webhook({ ...about[kind], schema: idOf(schema) ?? '' }),
    ]),
  )

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
