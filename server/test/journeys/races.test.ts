// Concurrent operations happen in some order, and the credit matches what happened.
import { describe, expect, it } from 'vitest'
import { openServer } from '../../src/http/serve.ts'
import { anotherProcess } from '../../src/testing/another-process.ts'
import { callerAt } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'
import type { GivenMailbox } from '../../src/testing/world.ts'

const ROUNDS = 1_000
// Mailboxes raced for in parallel.
const LANES = 8

describe('concurrently', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  const rowOf = async (id: string): Promise<Record<string, unknown>> => {
    const found = await world.context.database.pool.query<Record<string, unknown>>(
      'select stato, version, (select move from history where subject_id = id order by sequence desc limit 1) as last from mailboxes where id = $1',
      [id],
    )
    return found.rows[0] ?? {}
  }
  const versionOf = (row: Record<string, unknown>) => Number(row.version)

  it(
    'a revocation and a renewal end in one of the two orders, each paid or refused',
    { timeout: 120_000 },
    async () => {
      const seen = { revocata: 0, evasa: 0 }
      let rounds = 0
      const lane = async ({ customer, id }: GivenMailbox) => {
        let version = versionOf(await rowOf(id))
        for (; rounds < ROUNDS; version += 2) {
          rounds += 1
          const before = Number(await customer.credit())
          // Alternate which request is sent first.
          const calls = [() => customer.delete(`/pec/${id}`), () => customer.get(`/pec/${id}/rinnovo`)]
          const answers = await Promise.all((rounds % 2 === 0 ? calls : calls.reverse()).map((call) => call()))
          expect(answers.map((reply) => reply.error)).toEqual([null, null])
          expect(before - Number(await customer.credit())).toBe(11)
          const row = await rowOf(id)
          // Both happened once, and the last one determines the state.
          expect(versionOf(row)).toBe(version + 2)
          expect(row).toMatchObject({ last: row.stato === 'revocata' ? 'revoke' : 'renew' })
          expect(['revocata', 'evasa']).toContain(row.stato)
          seen[row.stato === 'revocata' ? 'revocata' : 'evasa'] += 1
          await world.context.database.pool.query(
            "update mailboxes set stato = 'evasa', revoca = null, scadenza = now() where id = $1",
            [id],
          )
        }
      }
      const mailboxes: GivenMailbox[] = []
      for (let n = 0; n < LANES; n += 1) {
        const customer = await world.customer({ creditCents: 900_000_00 })
        mailboxes.push(await world.given.workingMailbox({ tipo_casella: 'STANDARD' }, customer))
      }
      await Promise.all(mailboxes.map(lane))
      expect(seen.revocata + seen.evasa).toBe(ROUNDS)
    },
  )

  it('many purchases never spend more than the credit', async () => {
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

  it('renew the same mailbox once', async () => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' })
    const other = await anotherProcess(world.context)
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
