import { describe, expect, it } from 'vitest'
import { startServer } from '../../../../testing/world.ts'

describe('POST /v1/sandbox/clock at the end of time', () => {
  const world = startServer()

  it('110 · further than years have four digits', async () => {
    const customer = await world.customer()
    const { clock } = world.context
    clock.setOffsetMs(Date.parse('9895-01-01T00:00:00Z') - Date.now())
    const beyond = [
      { advance: 'P6Y' },
      { advance: 'P1000000Y' },
      { advance: `PT${'9'.repeat(38)}H` },
      { now: '9900-01-01T00:00:01Z' },
      { now: '9901-01-01T00:00:00Z' },
    ]
    for (const body of beyond) expect(await customer.post('/v1/sandbox/clock', body)).toMatchObject({ error: 110 })
    const last = await customer.post('/v1/sandbox/clock', { now: '9900-01-01T00:00:00Z' })
    expect(last.data).toMatchObject({ now: expect.stringMatching(/^9900-01-01T/) })
    expect(await customer.post('/v1/sandbox/clock', { advance: 'PT1H' })).toMatchObject({ error: 110 })
  })
})
