import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../testing/caller.ts'
import type { Reply } from '../../testing/caller.ts'
import { startServer } from '../../testing/world.ts'

describe('GET /pec', () => {
  const world = startServer()
  const ids = ({ data }: Reply) => (Array.isArray(data) ? data.map((one) => memberOf(one, 'id')) : undefined)
  const threeMailboxes = async () => {
    const customer = await world.customer()
    const made: string[] = []
    for (let n = 0; n < 3; n += 1) {
      made.push((await world.given.registeredMailbox({}, customer)).id)
      // Within one second the order is not told.
      await world.pass(1_000)
    }
    return { customer, newestFirst: made.reverse() }
  }

  it('200 · lists the account’s own mailboxes, newest first, with these members only', async () => {
    const { customer, newestFirst } = await threeMailboxes()
    await world.given.registeredMailbox()
    const listed = await customer.get('/pec')
    expect(ids(listed)).toEqual(newestFirst)
    const [first] = Array.isArray(listed.data) ? listed.data : []
    expect(Object.keys(Object(first))).toEqual([
      'id',
      'casella_pec',
      'tipo_casella',
      'stato',
      'data_scadenza',
      'timestamp',
      'owner',
    ])
    expect(first).toMatchObject({ tipo_casella: 'GOLD', stato: 'registrata', data_scadenza: '', owner: customer.email })
    expect(Object.keys(Object(memberOf(first, 'timestamp')))).toEqual(['registrazione', 'ultima_modifica'])
  })

  it('200 · shows expiry and activation of a working mailbox', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const read = (await customer.get(`/pec/${id}`)).data
    const names = ['id', 'casella_pec', 'tipo_casella', 'stato', 'data_scadenza', 'timestamp', 'owner']
    const expected = Object.fromEntries(names.map((name) => [name, memberOf(read, name)]))
    expect((await customer.get('/pec')).data).toEqual([expected])
    expect(memberOf(read, 'data_scadenza')).toMatch(/^\d{2}\/\d{2}\/\d{4}$/)
  })

  it('200 · shows a mailbox as it is now, whoever changed it since the list was read', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const listed = async () => (await customer.get('/pec')).data
    const state = (data: unknown) => (Array.isArray(data) ? memberOf(data[0], 'stato') : undefined)
    const first = await customer.get('/pec')
    expect((await customer.get('/pec')).text).toBe(first.text)
    expect(state(first.data)).toBe('evasa')
    await customer.delete(`/pec/${id}`)
    expect(state(await listed())).toBe('revocata')
    // As another process would, and without a move.
    await sql`update mailboxes set scadenza = null where id = ${id}`.execute(world.context.database.kysely)
    expect(await listed()).toMatchObject([{ data_scadenza: '' }])
  })

  it('200 · pages by skip and limit; a page past the end is empty', async () => {
    const { customer, newestFirst } = await threeMailboxes()
    expect(ids(await customer.get('/pec?limit=2'))).toEqual(newestFirst.slice(0, 2))
    expect(ids(await customer.get('/pec?skip=1&limit=1'))).toEqual(newestFirst.slice(1, 2))
    expect(ids(await customer.get('/pec?skip=2&limit=1000'))).toEqual(newestFirst.slice(2))
    expect(ids(await customer.get('/pec?skip=&limit='))).toEqual(newestFirst)
    expect((await customer.get('/pec?skip=3')).text).toBe('{"data":[],"success":true,"message":"","error":null}')
    expect(ids(await customer.get('/pec/?limit=1'))).toEqual(newestFirst.slice(0, 1))
  })

  it('200 · gives a hundred when no limit is asked for', async () => {
    const customer = await world.customer({ creditCents: 101 * 1100 })
    for (let n = 0; n < 101; n += 1) await world.given.registeredMailbox({ tipo_casella: 'STANDARD' }, customer)
    expect(ids(await customer.get('/pec'))).toHaveLength(100)
    expect(ids(await customer.get('/pec?limit=101'))).toHaveLength(101)
    expect(ids(await customer.get('/pec?skip=100'))).toHaveLength(1)
  })

  world.refuses(200, 'an account without any mailbox', async ({ customer }) => (await customer()).get('/pec'))
  world.refuses(200, 'the same, past the end', async ({ customer }) => (await customer()).get('/pec?skip=10'))
  for (const skip of ['-1', '1.5', 'x', '1e3', '1&skip=2']) {
    world.refuses(330, `skip=${skip}`, async ({ customer }) => (await customer()).get(`/pec?skip=${skip}`))
  }
  for (const limit of ['0', '1001', '-1', '99999999999', '1&limit=1']) {
    world.refuses(331, `limit=${limit}`, async ({ customer }) => (await customer()).get(`/pec?limit=${limit}`))
  }
  for (const query of ['limit[]=1', 'limit[]=1&limit=1', 'limit=1&limit[0]=1'])
    world.refuses(331, query, async ({ customer }) => (await customer()).get(`/pec?${query}`))
  world.refuses(330, 'both wrong: skip comes first', async ({ customer }) =>
    (await customer()).get('/pec?limit=0&skip=x'),
  )
  world.refuses(125.22, 'nobody, with a wrong skip', async ({ stranger }) => stranger().get('/pec?skip=x'))
  world.refuses(126, 'a token for writing only', async ({ customer }) =>
    (await customer({ scopes: ['POST:test.pec.openapi.it/pec'] })).get('/pec?skip=x'),
  )
  world.refuses(126, 'an operator', async ({ operator }) => (await operator()).get('/pec'))
  world.refuses(102, 'a method it does not have', async ({ customer }) => (await customer()).patch('/pec', {}))
  world.refuses(101, 'a route nobody has', async ({ customer }) => (await customer()).get('/pecs'))
})
