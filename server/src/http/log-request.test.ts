// The line of a request: who made it by ids, and where from only as LOG_SOURCE_ADDRESS says.
import { describe, expect, it, vi } from 'vitest'
import { callerAt } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

/** The line of a request, which is written after its answer. */
function lineOf(world: World, id: string | null): Promise<Record<string, unknown>> {
  return vi.waitFor(() => {
    const line = world.logLines.find((one) => one.includes(`"requestId":"${String(id)}"`))
    expect(line).toBeDefined()
    return Object(JSON.parse(line ?? '{}'))
  })
}

describe('the line of a request', () => {
  const world = startServer({ LOG_SOURCE_ADDRESS: 'network', TRUSTED_PROXIES: '127.0.0.1' })
  const from = (address: string) => ({ 'x-forwarded-for': address })

  it('names account and member, or operator, and the token, by their ids', async () => {
    const customer = await world.customer()
    const asked = await customer.get('/pec', from('203.0.113.77'))
    const line = await lineOf(world, asked.headers.get('x-request-id'))
    expect(line).toMatchObject({ route: 'GET /pec', account: customer.accountId, source: '203.0.113.0/24' })
    expect(line.token).toMatch(/^[0-9a-f]{24}$/)
    expect(line).not.toHaveProperty('member')

    const member = await world.member('developer', customer)
    const { headers } = await member.get('/pec', from('2001:db8:1:2:3::4'))
    expect(await lineOf(world, headers.get('x-request-id'))).toMatchObject({
      account: customer.accountId,
      member: member.id,
      source: '2001:db8:1::/48',
    })
    const operator = await (await world.operator()).get('/v1/operator/queue')
    const theirs = await lineOf(world, operator.headers.get('x-request-id'))
    expect(theirs.operator).toMatch(/^[0-9a-f]{24}$/)
    expect(theirs).not.toHaveProperty('account')
    const byKey = await customer.byKey.get('/tokens')
    expect((await lineOf(world, byKey.headers.get('x-request-id'))).account).toBe(customer.accountId)
  })

  it('names nobody where nobody is known', async () => {
    for (const path of ['/pec', '/healthz', '/nowhere']) {
      const { headers } = await world.stranger().get(path, { authorization: 'Bearer unknown-but-secret' })
      const line = await lineOf(world, headers.get('x-request-id'))
      expect(Object.keys(line).sort()).toEqual(
        expect.arrayContaining(['level', 'ms', 'msg', 'requestId', 'route', 'source', 'status', 'time']),
      )
      for (const name of ['account', 'member', 'operator', 'token']) expect(line).not.toHaveProperty(name)
    }
  })
})

describe('the line of a request, unless told otherwise', () => {
  const world = startServer()

  it('says nothing of where it came from', async () => {
    const { headers } = await callerAt(world.baseUrl, '').get('/pec')
    expect(await lineOf(world, headers.get('x-request-id'))).not.toHaveProperty('source')
  })
})

describe('LOG_SOURCE_ADDRESS=full', () => {
  const world = startServer({ LOG_SOURCE_ADDRESS: 'full' })

  it('says the whole address', async () => {
    const { headers } = await callerAt(world.baseUrl, '').get('/pec')
    expect(await lineOf(world, headers.get('x-request-id'))).toMatchObject({ source: '127.0.0.1' })
  })
})
