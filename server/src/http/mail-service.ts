// The vendor's HTTP service for sending and reading certified mail, with its own envelope (docs/mail.md): the test gestore
// answers it, this only knows whose token it is.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors/refusal.ts'
import { MailAwayError } from '../mail/errors.ts'
import type { MailServiceAnswer, MailServiceCall } from '../mail/protocol.ts'
import { admit } from '../pipeline/access.ts'
import type { Method } from '../pipeline/operation.ts'
import { shownBy } from './sessions.ts'

interface ServiceRoute {
  method: Method
  url: string
  is: MailServiceCall['is']
}

const serviceRoutes: readonly ServiceRoute[] = [
  { method: 'POST', url: '/send', is: 'send' },
  { method: 'GET', url: '/send/:of', is: 'sent' },
  { method: 'DELETE', url: '/send/:of', is: 'forget' },
  { method: 'GET', url: '/inbox', is: 'inbox' },
  { method: 'GET', url: '/inbox/:of', is: 'message' },
  { method: 'DELETE', url: '/inbox/:of', is: 'remove' },
  { method: 'GET', url: '/quota/:of', is: 'quota' },
]

/** Of a message with its attachments in base64: parsed in one turn of the gestore's loop. */
const LARGEST_BODY_BYTES = 8 * 1_048_576
const LONGEST_CREDENTIAL = 300
const failures: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Authorization is not valid or empty',
  404: 'Not found',
  500: 'Internal error',
}
const failed = (status: number, message = failures[status] ?? ''): MailServiceAnswer => ({
  status,
  answer: { success: false, message },
})

/** Serves the seven calls. A token must be a full one, as no scope names them. */
export function serveMailService(app: FastifyInstance, context: Context): void {
  for (const route of serviceRoutes) {
    const { method, url } = route
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        const { status, answer } = await answered(context, route, request)
        return reply.code(status).type('application/json').send(JSON.stringify(answer))
      } finally {
        request.releaseBody?.()
      }
    }
    app.route({
      ...{ method, url, handler, bodyLimit: LARGEST_BODY_BYTES, config: { upload: method === 'POST' } },
      // Nothing is received of whoever has no token.
      ...(method === 'POST' && {
        preParsing: async (request: FastifyRequest) => {
          await admitted(context, route, request)
        },
      }),
      errorHandler: (error, _request, reply) => {
        const status = error instanceof Refusal ? error.http : 500
        const { answer } = failed(status, failures[status] ?? error.message)
        return reply.code(status).type('application/json').send(JSON.stringify(answer))
      },
    })
  }
}

function admitted(context: Context, { method }: ServiceRoute, request: FastifyRequest): Promise<Principal> {
  const permission = method === 'GET' ? 'read' : 'write'
  const rule = {
    method,
    space: 'own',
    access: 'account',
    scope: undefined,
    permissions: { account: permission },
  } as const
  return admit(rule, { ...shownBy(request, context.settings), ip: request.ip }, context)
}

async function answered(context: Context, route: ServiceRoute, request: FastifyRequest): Promise<MailServiceAnswer> {
  const principal = await admitted(context, route, request)
  const asked = Number(textOf(request.headers['x-sandbox-refuse']))
  if (failures[asked] !== undefined) return failed(asked)
  if (context.mail === undefined || principal.role !== 'account') return failed(500)
  const { of }: { of?: unknown } = Object(request.params)
  const { q, page }: { q?: unknown; page?: unknown } = Object(request.query)
  try {
    return await context.mail.service({
      is: route.is,
      accountId: principal.accountId,
      of: textOf(of) ?? '',
      query: { q: textOf(q), page: textOf(page) },
      username: textOf(request.headers['x-username']),
      password: textOf(request.headers['x-password']),
      body: Buffer.isBuffer(request.body) ? request.body.toString('base64') : '',
      contentType: request.bodyType ?? '',
      from: request.ip,
    })
  } catch (error) {
    if (error instanceof MailAwayError) return failed(500, error.message)
    throw error
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= LONGEST_CREDENTIAL ? value : undefined
