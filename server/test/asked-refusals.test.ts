// X-Sandbox-Refuse: every call answers each of its refusals when asked to, exactly as it would, and does nothing.
import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../src/api/routes.ts'
import { rowIn } from '../src/errors/spaces.ts'
import { numbersOf } from '../src/pipeline/openapi/refusals.ts'
import type { Operation } from '../src/pipeline/operation.ts'
import { callerAt, keyCallerAt } from '../src/testing/caller.ts'
import type { Caller } from '../src/testing/caller.ts'
import { registration } from '../src/testing/fixtures.ts'
import { startServer } from '../src/testing/world.ts'
import type { Customer } from '../src/testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const pathOf = ({ path }: Operation) => path.replaceAll(/\{\w+\}/g, UNKNOWN_ID)
const asking = (number: number | string) => ({ 'x-sandbox-refuse': String(number) })

describe('a refusal that is asked for', () => {
  const world = startServer()
  let customer: Customer
  let callers: Record<Operation['access'], Caller>
  beforeAll(async () => {
    customer = await world.customer()
    // Not watched: what is asked for here proves nothing of the call's own refusals.
    const [mine, operator] = [callerAt(world.baseUrl, customer.token), await world.operator()]
    callers = {
      account: mine,
      either: mine,
      operator: callerAt(world.baseUrl, operator.token),
      anybody: callerAt(world.baseUrl, ''),
      key: keyCallerAt(world.baseUrl, customer.email, customer.apiKey),
    }
  })

  const everything = async () => {
    const tables = ['history', 'events', 'ledger_entries', 'kept_answers', 'mailboxes', 'tokens', 'operator_actions']
    const counts = tables.map((table) => `(select count(*) from ${table})::int as ${table}`)
    return (await world.context.database.pool.query(`select ${counts.join(', ')}`)).rows[0]
  }

  it.each(routes.map((operation) => ({ route: operation.route, operation })))(
    'is answered by $route',
    async ({ operation }) => {
      const { method, space, access } = operation
      const before = await everything()
      for (const { number } of numbersOf(operation)) {
        const row = rowIn(space, number)
        const reply = await callers[access].call(method, pathOf(operation), undefined, asking(number))
        expect(reply.status, `${number}`).toBe(row?.http)
        expect(JSON.parse(reply.text)).toEqual({ success: false, message: reply.message, error: number, data: null })
        const form = (row?.text ?? '').split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        expect(reply.message).toMatch(new RegExp(`^${form.join('[^{}]+')}$`))
      }
      const never = await callers[access].call(method, pathOf(operation), undefined, asking(999))
      expect({ status: never.status, error: never.error }).toEqual({ status: 406, error: 123 })
      expect(await everything()).toEqual(before)
    },
  )

  it('charges nothing, changes nothing and keeps no key', async () => {
    const credit = await customer.credit()
    const key = { 'idempotency-key': 'once' }
    const body = registration()
    const refused = await customer.post('/pec', body, { ...key, ...asking(262) })
    expect(refused).toMatchObject({ status: 402, error: 262, message: 'Insufficient Credit in Wallet: 64.00 > 0.00' })
    expect(await customer.credit()).toBe(credit)
    expect((await customer.get('/pec')).error).toBe(200)
    const done = await customer.post('/pec', body, key)
    expect(done.error, done.text).toBeNull()
    expect(done.headers.get('idempotent-replayed')).toBeNull()
  })

  it('names a field where the text does, and carries the headers of its status', async () => {
    const clock = await customer.post('/v1/sandbox/clock', undefined, asking(110))
    expect(clock.message).toBe('advance not valid')
    const wrongToken = await customer.get('/pec', asking(125.22))
    expect(wrongToken.headers.get('www-authenticate')).toContain('Bearer')
    expect((await customer.get('/pec', asking(105))).headers.get('retry-after')).toBe('1')
  })

  it('is not for who may not make the call', async () => {
    expect((await world.stranger().get('/pec', asking(200))).error).toBe(125.22)
    const scopeless = await world.customer({ scopes: [] })
    expect((await scopeless.get('/pec', asking(200))).error).toBe(126)
  })

  for (const asked of ['', '0', '267', '1e2', '200, 200', 'x'.repeat(500), '-200', '200.0'])
    world.refuses(123, `what no call is refused with: ${asked.slice(0, 20)}`, async () =>
      customer.get('/pec', asking(asked)),
    )
})
