// Publishes the contract and its documentation: the document at /openapi.json, the pages that were built at /docs.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refusal } from '../errors/refusal.ts'

const folder = new URL('../../../server/dist/docs/', import.meta.url)

// Pages have neither scripts nor styles of their own, send no forms anywhere, and call this server alone.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** One built file; the list of them says what there is, so no path is ever made of what somebody asked for. */
interface BuiltFile {
  file: string
  type: string
  tag: string
}

/** Serves /openapi.json, /docs and /llms.txt. */
export function serveDocs(app: FastifyInstance): void {
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(await documentText()))
  for (const path of ['/docs', '/docs/*', '/llms.txt']) app.get(path, answerPage)
}

async function answerPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const files = await builtFiles()
  const address = addressOf(request.url)
  const found = Object.hasOwn(files, address) ? files[address] : undefined
  if (found !== undefined) return sendFile(request, reply, found)
  const missing = files['/docs/404']
  // People get a page, programs the refusal.
  if (missing === undefined || !isForPeople(request)) throw refusal(101)
  return sendFile(request, reply.code(404), missing)
}

/** The path without its query and without a slash at its end; what is escaped in it names no page. */
const addressOf = (url: string): string => url.replace(/[?#].*$/s, '').replace(/(?<=.)\/$/, '')

const isForPeople = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') === true

async function sendFile(request: FastifyRequest, reply: FastifyReply, built: BuiltFile): Promise<FastifyReply> {
  const tag = `W/"${built.tag}"`
  reply.headers({
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
    etag: tag,
    vary: 'accept-encoding, accept',
  })
  if (reply.statusCode === 200 && request.headers['if-none-match'] === tag) return reply.code(304).send()
  const content = await readFile(new URL(built.file, folder)).catch(() => {
    // Built anew meanwhile, and gone.
    list = undefined
    throw refusal(101)
  })
  reply.type(built.type)
  if (!takesGzip(request) || built.type === 'image/png') return reply.send(content)
  return reply.header('content-encoding', 'gzip').send(await promisify(gzip)(content))
}

const takesGzip = ({ headers }: FastifyRequest): boolean =>
  /(^|[,\s])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(headers['accept-encoding'] ?? ''))

let list: Promise<Record<string, BuiltFile>> | undefined

/** What was built; nothing where the pages were not. */
function builtFiles(): Promise<Record<string, BuiltFile>> {
  list ??= readFile(fileURLToPath(new URL('list.json', folder)), 'utf8').then(
    (text) => JSON.parse(text),
    () => ({}),
  )
  return list
}

let text: Promise<string> | undefined

function documentText(): Promise<string> {
  text ??= import('../api/openapi.ts').then(({ serverDocument }) => JSON.stringify(serverDocument()))
  return text
}
