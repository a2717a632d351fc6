// Calls that get no answer, or one that says when to come back.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { onLoopback } from '../../server/src/testing/loopback.ts'
import type { Loopback } from '../../server/src/testing/loopback.ts'
import { ceralacca, eachItem, RefusedError } from '../src/index.ts'

let server: Loopback | undefined
afterEach(() => server?.close())

const envelope = (data: unknown) => JSON.stringify({ data, success: true, message: '', error: null })
const busy = JSON.stringify({ data: null, success: false, message: 'busy', error: 106 })

/** A server that treats each request as the next one says, and notes the keys it is sent. */
async function started(...acts: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  const keys: unknown[] = []
  server = await onLoopback(
    createServer((request, response) => {
      keys.push(request.headers['idempotency-key'])
      const act = acts.shift() ?? ((_, rest) => rest.end(envelope({ id: 'x' })))
      request.resume().on('end', () => act(request, response))
    }),
  )
  return { keys, api: ceralacca({ baseUrl: server.url, token: 't' }), baseUrl: server.url }
}
const hangsUp = (request: IncomingMessage) => void request.socket.destroy()
const comeBack = (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(503, { 'retry-after': '0', 'content-type': 'application/json' }).end(busy)

it('a lost answer is asked for again under the same key, so that it happens once', async () => {
  const { api, keys } = await started(hangsUp)
  expect(await api.revokeMailbox({ id: 'x' })).toMatchObject({ ok: true })
  expect(keys).toHaveLength(2)
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(keys[1]).toBe(keys[0])
  expect((await api.renewMailbox({ id: 'x' }, { idempotencyKey: 'mine' })).ok).toBe(true)
  await api.readMailbox({ id: 'x' })
  expect(keys.slice(2)).toEqual(['mine', undefined])
})

it('a renewal has a key too, although it is a GET', async () => {
  const { api, keys } = await started(comeBack)
  expect((await api.renewMailbox({ id: 'x' })).ok).toBe(true)
  expect(new Set(keys).size).toBe(1)
  expect(keys).toHaveLength(2)
})

it('so has the check of a domain, which is paid for', async () => {
  const { api, keys } = await started(hangsUp)
  expect((await api.checkDomain({ dominio: 'pec.it' })).ok).toBe(true)
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]])
})

it('gives up after the tries it was given', async () => {
  const { api, keys } = await started(comeBack, comeBack, comeBack)
  expect(await api.readMailbox({ id: 'x' })).toMatchObject({ ok: false, status: 503, number: 106 })
  expect(keys).toHaveLength(3)
  const { api: other, baseUrl, keys: once } = await started(hangsUp, hangsUp)
  expect(other).toBeDefined()
  await expect(ceralacca({ baseUrl, token: 't', retries: 0 }).revokeMailbox({ id: 'x' })).rejects.toThrow(
    'fetch failed',
  )
  expect(once).toEqual([undefined])
})

it('what is refused for good is not asked again', async () => {
  const { api, keys } = await started((_, response) => response.writeHead(503).end(busy))
  expect(await api.readMailbox({ id: 'x' })).toMatchObject({ ok: false, status: 503 })
  expect(keys).toHaveLength(1)
})

it('who calls it off hears of it at once', async () => {
  const stopping = new AbortController()
  const { api, keys } = await started((request) => {
    stopping.abort()
    hangsUp(request)
  })
  await expect(api.readMailbox({ id: 'x' }, { signal: stopping.signal })).rejects.toThrow()
  expect(keys).toHaveLength(1)
})

it('lists by pages come item by item', async () => {
  const page = (items: number[], next: string | null) => (_: IncomingMessage, response: ServerResponse) =>
    void response.end(envelope({ items, next }))
  const asked: string[] = []
  const noted = (act: ReturnType<typeof page>) => (request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.url ?? '')
    act(request, response)
  }
  const refused = (_: IncomingMessage, response: ServerResponse) => void response.writeHead(406).end(busy)
  const { api } = await started(noted(page([1, 2], 'c1')), noted(page([3], null)), page([4], 'c2'), refused)
  const seen: unknown[] = []
  const list = (input: { limit?: number; cursor?: string }) => api.listEvents(input)
  for await (const item of eachItem(list, { limit: 2 })) seen.push(item)
  expect(seen).toEqual([1, 2, 3])
  expect(asked).toEqual(['/v1/events?limit=2', expect.stringContaining('cursor=c1')])
  const all = async () => {
    for await (const item of eachItem(list, {})) seen.push(item)
  }
  await expect(all()).rejects.toThrow(RefusedError)
  expect(seen).toEqual([1, 2, 3, 4])
})
