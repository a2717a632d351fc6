import { describe, expect, it } from 'vitest'
import { memberOf } from '../../testing/caller.ts'
import { communication } from '../../testing/fixtures.ts'
import { startServer } from '../../testing/world.ts'

describe('GET /comunica_pec', () => {
  const world = startServer()

  it('lists them all, newest first, and pages on request', async () => {
    const customer = await world.customer({ creditCents: 500_000 })
    const made: unknown[] = []
    for (let n = 0; n < 3; n += 1) {
      made.unshift(memberOf((await customer.post('/comunica_pec', communication())).data, 'id'))
      await world.pass(1_000)
    }
    const { data } = await customer.get('/comunica_pec')
    const list = Array.isArray(data) ? data : []
    expect(list.map((one) => memberOf(one, 'id'))).toEqual(made)
    expect(Object.keys(Object(list[0]))).toEqual(['id', 'casella_pec', 'stato', 'timestamp', 'owner'])
    expect((await customer.get('/comunica_pec?skip=1&limit=1')).data).toEqual([list[1]])
    expect((await customer.get('/comunica_pec?skip=9')).data).toEqual([])
  })

  it('lists nobody else’s', async () => {
    const customer = await world.customer()
    await customer.post('/comunica_pec', communication())
    expect((await (await world.customer()).get('/comunica_pec')).error).toBe(332)
  })

  world.refuses(332, 'nothing was ever asked', async () => (await world.customer()).get('/comunica_pec'))
  world.refuses(110, 'skip is no number', async () => (await world.customer()).get('/comunica_pec?skip=x'))
  world.refuses(110, 'limit is 0', async () => (await world.customer()).get('/comunica_pec?limit=0'))
})

describe('GET /comunica_pec/{id}', () => {
  const world = startServer()
  world.refuses(333, 'no id', async () => (await world.customer()).get('/comunica_pec/zz'))
  world.refuses(334, 'nothing of that id', async () => (await world.customer()).get(`/comunica_pec/${'f'.repeat(24)}`))
  world.refuses(334, 'somebody else’s', async () => {
    const { data } = await (await world.customer()).post('/comunica_pec', communication())
    return (await world.customer()).get(`/comunica_pec/${memberOf(data, 'id')}`)
  })
})
