import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startServer } from '../testing/world.ts'
import { headOf } from '../testing/raw-http.ts'
import { openServer } from './serve.ts'

describe('a stop', () => {
  const world = startServer()

  it('does not wait for years to pass: an advance ends where its work is, and goes on when asked again', async () => {
    const { customer } = await world.given.workingMailbox({ autorinnovo: true })
    const { clock, clockAdvance } = world.context
    const before = clock.offsetMs()
    const years = (count: number) => before + count * 365 * 86_400_000
    const advancing = customer.post('/v1/sandbox/clock', { advance: 'P9Y' })
    const early = advancing.then(({ text }) => text)
    while (clock.offsetMs() < years(1)) {
      const answered = await Promise.race([early, nextTurn(undefined)])
      if (answered !== undefined) throw new Error(answered)
    }
    clockAdvance?.stop()
    const { status, error } = await advancing
    expect([status, error]).toEqual([503, 111])
    expect(clock.offsetMs()).toBeLessThan(years(9))
  })

  // Its end is the end of the context's clock, too.
  it('does not wait for what is left of a body that was answered before', { timeout: 10_000 }, async () => {
    const app = await openServer(world.context)
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(headOf('POST', '/v1/operator/index', { 'content-length': 5_000_000, authorization: 'Bearer guess' }))
    socket.write('the beginning of the index')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /)
    const closed = once(socket, 'close')
    await app.close()
    await closed
  })
})
