// A fake of the part of S3 the store uses: one bucket in memory behind real HTTP, strict about signature version 4.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { onLoopback } from '../testing/loopback.ts'

/** What the fake accepts. */
export interface FakeS3Account {
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  /** Keys in one page of a listing. */
  pageSize: number
}

type Answer = { status: number; body?: Buffer | string; headers?: Record<string, string> }

/** Starts the fake on a free port of the loopback address. `requests` lists what was asked, as `METHOD path`. */
export async function startFakeS3(account: FakeS3Account) {
  const objects = new Map<string, Buffer>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://fake')
      requests.push(`${request.method} ${url.pathname}`)
      const { status, body, headers } = answer(request, url, Buffer.concat(chunks), account, objects)
      response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body)
    })
  })
  const { url, close } = await onLoopback(server)
  return {
    endpoint: url,
    objects,
    requests,
    close,
  }
}

function answer(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  account: FakeS3Account,
  objects: Map<string, Buffer>,
): Answer {
  if (!isSigned(request, url, body, account)) return failure(403, 'SignatureDoesNotMatch')
  const [, bucket, ...rest] = url.pathname.split('/')
  if (bucket !== account.bucket) return failure(404, 'NoSuchBucket')
  const key = decodeURIComponent(rest.join('/'))
  if (key === '') return request.method === 'HEAD' ? { status: 200 } : listing(url, account, objects)
  if (request.method === 'PUT') {
    objects.set(key, body)
    return { status: 200 }
  }
  if (request.method === 'DELETE') {
    objects.delete(key)
    return { status: 204 }
  }
  const found = objects.get(key)
  if (found === undefined) return failure(404, 'NoSuchKey')
  if (request.method === 'HEAD') return { status: 200, headers: { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' } }
  const [, last] = /^bytes=0-(\d+)$/.exec(header(request, 'range')) ?? []
  return last === undefined ? { status: 200, body: found } : { status: 206, body: found.subarray(0, Number(last) + 1) }
}

function listing(url: URL, { pageSize }: FakeS3Account, objects: Map<string, Buffer>): Answer {
  const prefix = url.searchParams.get('prefix') ?? ''
  const after = url.searchParams.get('continuation-token') ?? ''
  const keys = [...objects.keys()].sort().filter((key) => key.startsWith(prefix) && key > after)
  const page = keys.slice(0, pageSize)
  const next = keys.length > pageSize ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')
  const truncated = `<IsTruncated>${next !== ''}</IsTruncated>`
  return { status: 200, body: `<ListBucketResult>${truncated}${contents}${next}</ListBucketResult>` }
}

function failure(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>` }
}

/** Computes the signature anew from the request received, as the service itself does (AWS Signature Version 4). */
function isSigned(request: IncomingMessage, url: URL, body: Buffer, account: FakeS3Account): boolean {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/
  const [, id, day, region, names = '', signature = ''] = form.exec(request.headers.authorization ?? '') ?? []
  const time = header(request, 'x-amz-date')
  const bodyHash = header(request, 'x-amz-content-sha256')
  if (id !== account.accessKeyId || region !== account.region || day !== time.slice(0, 8)) return false
  if (!names.split(';').includes('host') || bodyHash !== sha256(body)) return false
  const headers = names.split(';').map((name) => `${name}:${header(request, name).trim()}\n`)
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort()
  const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), names, bodyHash].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const key = [day, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${account.secretAccessKey}`))
  const expected = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(Buffer.from(canonical))].join('\n'))
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
}

function header(request: IncomingMessage, name: string): string {
  return [request.headers[name] ?? ''].flat().join(',')
}

function hmac(key: Buffer, text: string | undefined): Buffer {
  return createHmac('sha256', key)
    .update(text ?? '')
    .digest()
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}
