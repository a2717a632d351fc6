import { once } from 'node:events'
import { request } from 'node:http'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { providerDomains } from '../../../../model/provider-domains.ts'
import { inProduction } from '../../../../testing/fixtures.ts'
import { rfcIndex } from '../../../../testing/pec-index.ts'
import { startServer } from '../../../../testing/world.ts'

const built_in = [...providerDomains]
const none = { as_of: null, imported_at: null, source: null, signer: null, domains: 0, providers: 0, built_in }
const list = (n: number) => Array.from({ length: n }, (_, k) => `d${k}.test`).join('\n')

describe.each([
  ['sandbox', {}],
  ['production', inProduction()],
])('POST /v1/operator/index in %s', (_, settings) => {
  const world = startServer(settings)
  const bring = async (file: string | Uint8Array, query = '', headers = {}) =>
    (await world.operator()).post(`/v1/operator/index${query}`, file, headers)

  it('imports the body, whatever it is said to be; GET /v1/index says how fresh it is', async () => {
    const customer = await world.customer()
    expect((await customer.get('/v1/index')).data).toEqual(none)
    const { data } = await bring(rfcIndex, '', { 'content-type': 'application/x-www-form-urlencoded' })
    expect(data).toEqual({
      source: 'ldif',
      signer: null,
      as_of: expect.stringMatching(/^20.*Z$/),
      domains: 6,
      providers: 2,
      added: 6,
      removed: 0,
      kept: 0,
      unreadable: 0,
    })
    const fresh = { ...none, source: 'ldif', domains: 6, providers: 2 }
    for (const caller of [customer, await world.operator()]) {
      const told = await caller.get('/v1/index')
      expect(told.data).toEqual({ ...fresh, as_of: expect.any(String), imported_at: expect.any(String) })
    }
    expect((await bring(rfcIndex, '', { 'content-type': 'text/ldif' })).data).toMatchObject({ added: 0, kept: 6 })
    expect((await customer.get('/domini_pec/pec.cliente.test')).status).toBe(200)
  })

  it('takes a body larger than other calls may have', async () => {
    const { data } = await bring(`# ${'x'.repeat(2_000)}\n`.repeat(1_000) + list(10))
    expect(data).toMatchObject({ source: 'list', domains: 10 })
  })

  it.each([
    ['an operator', 413, async () => (await world.operator()).token],
    ['a customer', 403, async () => (await world.customer()).token],
    ['nobody', 401, async () => 'x'],
  ])('is done with %s who announces too large a file: %i, before it is sent', async (_who, status, token) => {
    const headers = { authorization: `Bearer ${await token()}`, 'content-length': 64 * 1024 * 1024 + 1 }
    const announced = request(`${world.baseUrl}/v1/operator/index`, { method: 'POST', headers })
    announced.flushHeaders()
    const [answer] = await once(announced, 'response')
    announced.on('error', () => undefined).destroy()
    expect(answer).toMatchObject({ statusCode: status })
  })

  it('refuses to shrink the index, unless forced', async () => {
    await bring(list(10), '?force=true')
    const refused = await bring(list(7))
    expect(refused.message).toBe(
      'index not imported: it would shrink the index from 10 to 7 domains; force it if that is right',
    )
    expect((await bring(list(7), '?force=false')).error).toBe(116)
    expect((await bring(list(7), '?force=true')).data).toMatchObject({ removed: 3, kept: 7 })
  })

  world.refuses(116, 'nothing', async () => bring(''))
  world.refuses(116, 'no body', async () => (await world.operator()).post('/v1/operator/index'))
  world.refuses(116, 'JSON', async () => bring('{"index":"legalmail.it"}'))
  world.refuses(116, 'a p7m of nothing', async () => bring(Buffer.from('3080060000000000', 'hex')))
  world.refuses(116, 'NUL bytes', async () => bring(new Uint8Array(100_000)))
  world.refuses(110, 'an unclear force', async () => bring(list(10), '?force=maybe'))
  world.refuses(126, 'a customer', async ({ customer }) => (await customer()).post('/v1/operator/index', list(10)))
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().post('/v1/operator/index', list(10)))
  world.refuses(125.22, 'nobody who asks how fresh it is', async ({ stranger }) => stranger().get('/v1/index'))

  it('111 · while another import is under way', async () => {
    await world.context.database.kysely.transaction().execute(async (db) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('import of the pec index', 0))`.execute(db)
      const busy = await bring(list(10), '?force=true')
      expect([busy.status, busy.error, busy.headers.get('retry-after')]).toEqual([503, 111, '1'])
    })
  })
})
