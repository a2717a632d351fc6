// What happens at the same instant happens in one order, whichever; money follows what happened.
import { describe, expect, it } from 'vitest'
import { openServer } from '../src/http/serve.ts'
import { memberOf, callerAt } from '../src/testing/caller.ts'
import { openContext } from '../src/context.ts'
import { openLog } from '../src/log.ts'
import { registration } from '../src/testing/fixtures.ts'
import { startServer } from '../src/testing/world.ts'

const ROUNDS = 200

describe('at the same instant', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })

  it('a revocation and a renewal end in one of the two orders, each paid or refused', async () => {
    const customer = await world.customer({ creditCents: 900_000_00 })
    const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' }, customer)
    const seen = { revoked: 0, renewed: 0 }
    for (let round = 0; round < ROUNDS; round += 1) {
      await world.context.database.pool.query(
        "update mailboxes set stato = 'evasa', revoca = null, scadenza = now() where id = $1",
        [id],
      )
      const before = Number(await customer.credit())
      const [revoked, renewed] = await Promise.all([customer.delete(`/pec/${id}`), customer.get(`/pec/${id}/rinnovo`)])
      expect([revoked.error, renewed.error]).toEqual([null, null])
      expect(before - Number(await customer.credit())).toBe(11)
      const stato = memberOf((await customer.get(`/pec/${id}`)).data, 'stato')
      seen[stato === 'revocata' ? 'revoked' : 'renewed'] += 1
      expect(['revocata', 'evasa']).toContain(stato)
    }
    expect(seen.revoked + seen.renewed).toBe(ROUNDS)
  })

  it('many purchases never spend more than there is', async () => {
    const customer = await world.customer({ creditCents: 1100 + 5 * 1100 })
    const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' }, customer)
    const answers = await Promise.all(Array.from({ length: 20 }, () => customer.get(`/pec/${id}/rinnovo`)))
    expect(answers.filter((one) => one.error === null)).toHaveLength(5)
    expect(answers.filter((one) => one.error === 205)).toHaveLength(15)
    expect(await customer.credit()).toBe('0.00')
  })

  it('an address is registered by one of many, and only that one pays', async () => {
    const customers = await Promise.all(Array.from({ length: 8 }, () => world.customer({ creditCents: 6400 })))
    const body = registration({ casella_pec: 'una.sola@testcert.legalmail.it' })
    const answers = await Promise.all(customers.map((customer) => customer.post('/pec', body)))
    expect(answers.map((one) => one.error).sort()).toEqual([261, 261, 261, 261, 261, 261, 261, null])
    const credits = await Promise.all(customers.map((customer) => customer.credit()))
    expect(credits.filter((credit) => credit === '0.00')).toHaveLength(1)
  })
})

describe('two servers on one database', () => {
  const world = startServer()

  it('renew the same mailbox at the same instant once', async () => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' })
    const { database, settings } = world.context
    const connection = pickConnection(database.pool.options)
    const other = await openContext(settings, { log: openLog('silent'), serves: false, connection })
    other.clock.setOffsetMs(world.context.clock.offsetMs())
    const app = await openServer(other)
    try {
      const there = callerAt(await app.listen({ host: '127.0.0.1', port: 0 }), customer.token)
      const before = Number(await customer.credit())
      const answers = await Promise.all([customer.get(`/pec/${id}/rinnovo`), there.get(`/pec/${id}/rinnovo`)])
      expect(answers[0]?.text).toBe(answers[1]?.text)
      expect(before - Number(await customer.credit())).toBe(11)
    } finally {
      await app.close()
      await other[Symbol.asyncDispose]()
    }
  })
})

interface PoolConnection {
  host?: string | undefined
  port?: number | undefined
  user?: string | undefined
  database?: string | undefined
}

function pickConnection({ host, port, user, database }: PoolConnection) {
  if (host === undefined || port === undefined || user === undefined || database === undefined) {
    throw new Error('the pool does not say where it is connected')
  }
  return { host, port, user, database }
}
