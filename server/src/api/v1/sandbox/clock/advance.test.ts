import { describe, expect, it } from 'vitest'
import { memberOf } from '../../../../testing/caller.ts'
import { startServer } from '../../../../testing/world.ts'

describe('POST /v1/sandbox/clock at the end of time', () => {
  const world = startServer()

  it('110 · further than years have four digits', async () => {
    const customer = await world.customer()
    const { clock } = world.context
    clock.setOffsetMs(Date.parse('9895-01-01T00:00:00Z') - clock.realNow().getTime())
    const beyond = [
      { advance: 'P6Y' },
      { advance: 'P1000000Y' },
      { advance: `PT${'9'.repeat(38)}H` },
      { now: '9900-01-01T00:00:01Z' },
      { now: '9901-01-01T00:00:00Z' },
    ]
    for (const body of beyond)
      expect(await customer.post('/v1/sandbox/clock', body)).toMatchObject({ status: 406, error: 110 })
    const last = await customer.post('/v1/sandbox/clock', { now: '9900-01-01T00:00:00Z' })
    expect(last.data).toMatchObject({ now: expect.stringMatching(/^9900-01-01T/) })
    expect(await customer.post('/v1/sandbox/clock', { advance: 'PT1H' })).toMatchObject({ error: 110 })
  })
})

describe('POST /v1/sandbox/clock', () => {
  const world = startServer()

  it('110 · both how far and until when', async () => {
    const both = { advance: 'P1D', now: '2099-01-01T00:00:00Z' }
    expect(await (await world.customer()).post('/v1/sandbox/clock', both)).toMatchObject({ status: 406, error: 110 })
  })

  it('several at once come one after the other, and none is lost', async () => {
    const customer = await world.customer()
    const move = () => customer.post('/v1/sandbox/clock', { advance: 'P1D', scope: 'account' })
    const replies = await Promise.all([1, 2, 3, 4].map(move))
    expect(replies.map(({ error }) => error)).toEqual([null, null, null, null])
    const ahead = Number(memberOf((await customer.get('/v1/sandbox/clock')).data, 'offset_seconds'))
    expect(Math.round(ahead / 86_400)).toBe(4)
  })
})
